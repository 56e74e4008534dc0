import {OpsError} from '@ops/core/errors'
import {errors} from '../errors.ts'
import {noCounter} from '../count/access-counter.ts'
import {findDatabase} from '../geoip/find-database.ts'
import {openDatabase} from '../geoip/open-database.ts'
import {bodyText} from '../http/answer.ts'
import {MirrorlistService} from '../http/service.ts'
import {addressSet} from '../net/address-set.ts'
import {defaultPolicy} from '../select/policy.ts'
import {seededRandom} from '../select/random.ts'
import {buildSnapshot, type Source} from '../snapshot/build-snapshot.ts'
import {loadSnapshot} from '../snapshot/snapshot.ts'

/** Who is asked: a server, or data without one. */
export type Asked =
  | {kind: 'server'; url: string}
  | {kind: 'local'; source: Source; netblocks?: string | undefined; geoip?: string | undefined}

const waitMs = 10_000
const everyone = ['0.0.0.0/0', '::/0']

/** Sends one question in MirrorManager's parameters and gives back the JSON of the answer. Throws SERVER_UNREACHABLE or SERVER_REFUSED. */
export async function ask(asked: Asked, parameters: Record<string, string>, signal: AbortSignal): Promise<unknown> {
  const target = `/mirrorlist?${new URLSearchParams({...parameters, format: 'json'})}`
  const {status, body} = asked.kind === 'server' ? await askServer(asked.url, target, signal) : await askLocally(asked, target)
  try {
    return JSON.parse(body)
  } catch {
    throw errors.SERVER_REFUSED({}, asked.kind === 'server' ? asked.url : 'The data', status, body.trim())
  }
}

async function askServer(base: string, target: string, signal: AbortSignal): Promise<{status: number; body: string}> {
  const {request} = await import('undici')
  try {
    const response = await request(`${base.replace(/\/$/, '')}${target}`, {signal, headersTimeout: waitMs, bodyTimeout: waitMs})
    return {status: response.statusCode, body: await response.body.text()}
  } catch (cause) {
    signal.throwIfAborted()
    throw errors.SERVER_UNREACHABLE({cause}, base, cause instanceof Error ? cause.message : String(cause))
  }
}

async function askLocally(
  {source, netblocks, geoip}: Extract<Asked, {kind: 'local'}>,
  target: string,
): Promise<{status: number; body: string}> {
  const {bytes} = await buildSnapshot({source, netblocks, generation: 1, now: Date.now()})
  const service = new MirrorlistService(loadSnapshot(bytes, 'the data', {verify: false}), {
    policy: defaultPolicy,
    trusted: addressSet(everyone),
    random: seededRandom(Date.now()),
    counter: noCounter,
    orderReuse: 1,
    now: Date.now,
  })
  const database = await findDatabase(geoip)
  if (database !== undefined) service.useCountries(await openDatabase(database.file))
  const answer = service.answer(target, {peer: '127.0.0.1', rawHeaders: []})
  if (answer === undefined) throw new OpsError('INTERNAL', 'The service does not know its own path.', 'internal')
  return {status: answer.status, body: bodyText(answer)}
}
