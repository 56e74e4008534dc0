import {OpsError} from '@ops/core/errors'
import {errorMessage} from '@ops/core/text'
import {errors} from '../errors/query.ts'
import {noCounter} from '../count/access-counter.ts'
import {findDatabase} from '../geoip/find-database.ts'
import {openDatabase} from '../geoip/open-database.ts'
import {bodyText} from '../http/answer.ts'
import {MirrorlistService} from '../http/service.ts'
import {newAddress, parseAddress} from '../net/address.ts'
import {addressSet} from '../net/address-set.ts'
import {defaultPolicy} from '../select/plan.ts'
import {seededRandom} from '../random/seeded-random.ts'
import {buildSnapshot, type Source} from '../snapshot/build-snapshot.ts'
import {loadSnapshot} from '../snapshot/snapshot.ts'

/** Where a query is answered: by a server, or in this process from data. */
export type QueryEndpoint =
  | {kind: 'server'; url: string}
  | {kind: 'local'; source: Source; netblocks?: string | undefined; geoip?: string | undefined}

const waitMs = 10_000
const everyone = ['0.0.0.0/0', '::/0']

interface Reply {
  status: number
  body: string
}

/**
 * Sends one query with MirrorManager's parameters and returns the JSON of the answer.
 * Throws MIRRORLIST_REPOSITORY_MISSING, MIRRORLIST_SERVER_UNREACHABLE, MIRRORLIST_SERVER_REFUSED, MIRRORLIST_REPOSITORY_UNKNOWN, MIRRORLIST_ADDRESS_BAD, MIRRORLIST_COUNTRY_BAD, MIRRORLIST_PROTOCOL_BAD, MIRRORLIST_IP_IGNORED.
 */
export async function sendQuery(endpoint: QueryEndpoint, parameters: Record<string, string>, signal: AbortSignal): Promise<unknown> {
  const {ip} = parameters
  if (ip !== undefined && !parseAddress(ip, newAddress())) throw errors.MIRRORLIST_ADDRESS_BAD({}, ip)
  requireNames(parameters)
  const send = (changed: Record<string, string>): Promise<Reply> => {
    const target = `/mirrorlist?${new URLSearchParams({...parameters, ...changed, format: 'json'})}`
    return endpoint.kind === 'server' ? queryServer(endpoint.url, target, signal) : queryLocally(endpoint, target)
  }
  const answer = parseReply(await send({}), endpoint, parameters)
  // A server that does not trust this machine ignores `ip=` silently. An invalid address shows it: only trusted clients get an error.
  if (endpoint.kind === 'server' && ip !== undefined && (await send({ip: 'invalid'})).status < 500)
    throw errors.MIRRORLIST_IP_IGNORED({}, endpoint.url, ip)
  return answer
}

/** A server ignores a country or protocol that it does not know, and would list other mirrors than those asked for. */
function requireNames({country = '', protocol = ''}: Record<string, string>): void {
  const words = (list: string) =>
    list
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '')
  const place = words(country).find((word) => !/^([a-z]{2}|global)$/i.test(word))
  if (place !== undefined) throw errors.MIRRORLIST_COUNTRY_BAD({}, place)
  const other = words(protocol).find((word) => !/^(https?|rsync)$/i.test(word))
  if (other !== undefined) throw errors.MIRRORLIST_PROTOCOL_BAD({}, other)
}

function parseReply({status, body}: Reply, endpoint: QueryEndpoint, {repo = '', arch = '', path}: Record<string, string>): unknown {
  const known = [...body.matchAll(/^# repo=(.*)&arch=(.*)$/gm)].map(([, name, of]) => `${name} ${of}`)
  if (known.length > 0 && repo === '' && arch === '' && path === undefined) throw errors.MIRRORLIST_REPOSITORY_MISSING({}, known)
  if (status === 404 && known.length > 0) throw errors.MIRRORLIST_REPOSITORY_UNKNOWN({}, repo, arch, known)
  const refused = () =>
    errors.MIRRORLIST_SERVER_REFUSED({}, endpoint.kind === 'server' ? endpoint.url : 'The data', status, body.trim().slice(0, 300))
  try {
    const answer = JSON.parse(body) as {target?: unknown} | null
    if (typeof answer?.target === 'string') return answer
  } catch {
    throw refused()
  }
  throw refused()
}

async function queryServer(base: string, target: string, signal: AbortSignal): Promise<Reply> {
  const {request} = await import('undici')
  try {
    const response = await request(`${base.replace(/\/$/, '')}${target}`, {signal, headersTimeout: waitMs, bodyTimeout: waitMs})
    return {status: response.statusCode, body: await response.body.text()}
  } catch (cause) {
    signal.throwIfAborted()
    throw errors.MIRRORLIST_SERVER_UNREACHABLE({cause}, base, errorMessage(cause))
  }
}

async function queryLocally({source, netblocks, geoip}: Extract<QueryEndpoint, {kind: 'local'}>, target: string): Promise<Reply> {
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
