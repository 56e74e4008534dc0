import {once} from 'node:events'
import {errorMessage} from '@ops/core/text'
import {connectionErrors} from '../errors/connection-errors.ts'
import {rootErrors} from '../errors/root-errors.ts'
import {withDeadline} from './with-deadline.ts'
import {deviceStream} from './device-stream.ts'
import {connectAgain} from './connect.ts'
import type {PhoneLink} from './open-phone.ts'
import type {PhoneTransport} from './phone-transport.ts'

const limits = {
  /** adbd answers at once or, when its root service is missing, never. */
  replyMs: 15_000,
  /** A restarted adbd is back within a second over TCP, some seconds over USB. */
  returnMs: 30_000,
}
const pollMs = 200

/** `adb root` with a deadline and with the answer read: the program itself exits 0 when refused and can hang. */
export async function becomeRoot(
  link: PhoneLink,
  transport: PhoneTransport,
  signal?: AbortSignal,
  {replyMs, returnMs} = limits,
): Promise<void> {
  if ((await userId(transport, signal)) === 0) return
  const {phone} = link
  const text = await askRoot(link, replyMs, signal)
  switch (parseRootReply(text)) {
    case 'production':
      throw rootErrors.PHONE_ROOT_PRODUCTION({host: phone}, phone)
    case 'disabled':
      throw rootErrors.PHONE_ROOT_DISABLED({host: phone}, phone)
    case 'other':
      throw rootErrors.PHONE_ROOT_REFUSED({host: phone}, phone, text.trim().replaceAll(/\s+/g, ' '))
    default:
      return waitForRoot(link, transport, returnMs, signal)
  }
}

async function askRoot({server, phone, serial}: PhoneLink, replyMs: number, signal?: AbortSignal): Promise<string> {
  const late = () => rootErrors.PHONE_ROOT_SILENT({host: phone}, phone, replyMs)
  return withDeadline(replyMs, signal, late, async (inner) => {
    let text = ''
    try {
      const socket = await deviceStream(server, serial, 'root:', inner)
      inner.addEventListener('abort', () => socket.destroy(), {once: true})
      socket.setEncoding('utf8')
      socket.on('data', (chunk: string) => (text += chunk))
      await once(socket, 'end')
      socket.destroy()
      return text
    } catch (cause) {
      if (inner.aborted) throw inner.reason
      // The restart may cut the connection before its end arrives.
      if (text !== '') return text
      const reason = errorMessage(cause)
      throw reason === 'closed'
        ? rootErrors.PHONE_ROOT_CLOSED({host: phone, cause}, phone)
        : connectionErrors.PHONE_GONE({host: phone, cause}, phone, 'asked for root', reason)
    }
  })
}

async function waitForRoot(link: PhoneLink, transport: PhoneTransport, returnMs: number, signal?: AbortSignal): Promise<void> {
  const {clock, phone} = link
  const late = () => rootErrors.PHONE_ROOT_LOST({host: phone}, phone, returnMs)
  await withDeadline(returnMs, signal, late, async (inner) => {
    for (;;) {
      await connectAgain(link, inner)
      const uid = await userId(transport, inner).catch(() => undefined)
      if (uid === 0) return
      await clock.sleep(pollMs, inner)
    }
  })
}

async function userId(transport: PhoneTransport, signal?: AbortSignal): Promise<number> {
  const {stdout} = await transport.shell('id -u', {
    doing: 'read its user id',
    timeoutMs: 10_000,
    ...(signal === undefined ? {} : {signal}),
  })
  return Number(stdout.trim() || Number.NaN)
}

export type RootReply = 'restarting' | 'already' | 'production' | 'disabled' | 'other'

/**
 * What adbd's answer to `root:` means; adb's own exit code is 0 for all of them.
 * Texts: packages/modules/adb daemon/restart_service.cpp and LineageOS's patches to it since CM 13.
 */
export function parseRootReply(text: string): RootReply {
  if (/restarting adbd as root/i.test(text)) return 'restarting'
  if (/already running as root/i.test(text)) return 'already'
  if (/cannot run as root in production builds/i.test(text)) return 'production'
  if (/root access is disabled by system setting/i.test(text)) return 'disabled'
  return 'other'
}
