import {once} from 'node:events'
import {inRun} from '@ops/core/runs'
import {withDeadline} from '../adb/with-deadline.ts'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {runStartScript} from '../apply/run-step.ts'
import {connectionErrors} from '../errors/connection-errors.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {layouts} from '../layout/layout.ts'
import {ownProcess} from '../plan/plan-process.ts'
import {actOnPhone} from '../session/act-on-phone.ts'
import {onPhones, type PhoneResult} from '../session/on-phones.ts'
import type {ActingServices, PhoneServices} from '../session/phone-services.ts'
import {surveyPhone, surveyAsRoot} from './survey-phone.ts'
import {waitForPhone} from './wait-for-phone.ts'

const bannerMs = 10_000

export interface EnsureOutcome {
  host: string
  serial: string
  /** False when it ran already. */
  changed: boolean
  /** The first line that the server on the port sends. */
  banner: string
}

export interface EnsureInput {
  phones: readonly SelectedPhone[]
  /** How long to wait for a phone that is not attached yet. */
  waitMs: number
  fanout: number
  signal: AbortSignal
}

/** `ops phone ensure` on its phones: one result each. */
export async function ensureOnPhones(
  services: ActingServices,
  {phones, waitMs, fanout, signal}: EnsureInput,
): Promise<PhoneResult<EnsureOutcome>[]> {
  const start = {command: 'phone ensure', argv: process.argv.slice(2), hosts: phones.map(({name}) => name)}
  const {hosts} = await inRun(services, start, (run) =>
    onPhones(phones, {
      fanout,
      signal,
      async action(phone) {
        const found = waitMs > 0 ? await waitForPhone(services, phone, waitMs, signal) : phone
        return actOnPhone({services, run, act: 'phone.ensure', phone: found, signal}, (held) => ensureSshd(services, found, held))
      },
    }),
  )
  return hosts
}

/** Starts the phone's sshd unless it runs, and reads its banner. */
async function ensureSshd(services: PhoneServices, phone: SelectedPhone, signal: AbortSignal): Promise<EnsureOutcome> {
  const seen = await surveyPhone(services, phone, signal)
  const {transport, facts, manifest} = seen.manifest?.state === 'undoing' ? await surveyAsRoot(services, phone, signal) : seen
  if (manifest === undefined) throw sshdErrors.PHONE_NOT_SET_UP({host: phone.name}, phone.name)
  const layout = layouts[manifest.settings.layout]
  const runs = ownProcess(facts, layout) !== undefined
  if (!runs) {
    await transport.root(signal)
    await runStartScript(transport, layout.script, 'start', signal)
  }
  return {host: phone.name, serial: phone.serial, changed: !runs, banner: await readBanner(transport, manifest.settings.port, signal)}
}

/** RFC 4253, section 4.2: the server's first line begins with `SSH-2.0-`. */
async function readBanner(transport: PhoneTransport, port: number, signal: AbortSignal): Promise<string> {
  const {phone} = transport
  const late = () => connectionErrors.PHONE_SLOW({host: phone}, phone, `waited for ssh on port ${port}`, bannerMs)
  return withDeadline(bannerMs, signal, late, async (inner) => {
    const socket = await transport.openTcp(port, inner)
    inner.addEventListener('abort', () => socket.destroy(), {once: true})
    try {
      const [first] = (await Promise.race([once(socket, 'data'), once(socket, 'end').then(() => [Buffer.alloc(0)])])) as [Buffer]
      const banner = first.toString('latin1').split('\r\n')[0] ?? ''
      if (!banner.startsWith('SSH-2.0-')) throw connectionErrors.PHONE_PORT_CLOSED({host: phone}, phone, port)
      return banner
    } finally {
      socket.destroy()
    }
  })
}
