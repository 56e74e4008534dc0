import {once} from 'node:events'
import {bounded} from '../adb/with-deadline.ts'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {runStartScript} from '../apply/run-step.ts'
import {connectionErrors} from '../errors/connection-errors.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {layouts} from '../layout/layout.ts'
import {ownProcess} from '../plan/plan-process.ts'
import type {PhoneDeps} from '../session/phone-services.ts'
import {look, lookToAct} from './survey-phone.ts'

const bannerMs = 10_000

export interface EnsureOutcome {
  host: string
  serial: string
  /** False: it ran already. */
  changed: boolean
  /** What answers on the port. */
  banner: string
}

/** Makes sure that the phone's sshd runs, and that it answers as ssh. */
export async function ensureSshd(deps: PhoneDeps, phone: SelectedPhone, signal: AbortSignal): Promise<EnsureOutcome> {
  const seen = await look(deps, phone, signal)
  const {transport, facts, manifest} = seen.manifest?.state === 'undoing' ? await lookToAct(deps, phone, signal) : seen
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
  return bounded(bannerMs, signal, late, async (inner) => {
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
