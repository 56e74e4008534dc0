import {connect} from 'node:net'
import {lookupName} from '@ops/core/net'
import {FrameReader, encodeFrame} from '../protocol/frame.ts'

export interface PlugAddress {
  address: string
  port: number
}

export interface ExchangeLimits {
  /** Milliseconds for the TCP connection. */
  connectMs: number
  /** Milliseconds from the question to the whole answer. */
  answerMs: number
}

/** `errno` of a name that has no address. */
export const unresolved = 'ENOTFOUND'

/** A failed exchange. `sent` is false only while not one byte of the question had been handed to the network. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError'
  readonly sent: boolean
  /** errno of the socket, e.g. ECONNREFUSED; ETIMEDOUT for our own limits. */
  readonly errno: string

  constructor(message: string, {sent, errno, cause}: {sent: boolean; errno: string; cause?: unknown}) {
    super(message, cause === undefined ? undefined : {cause})
    this.sent = sent
    this.errno = errno
  }
}

/** Sends one question and reads one answer on a connection of its own: plugs close it after each answer, and fail with several at once. */
export function exchange(plug: PlugAddress, question: string, limits: ExchangeLimits, signal: AbortSignal): Promise<string> {
  const {promise, resolve, reject} = Promise.withResolvers<string>()
  signal.throwIfAborted()
  const reader = new FrameReader()
  let sent = false
  const socket = connect({host: plug.address, port: plug.port, noDelay: true, lookup: lookupName})
  const fail = (message: string, errno: string, cause?: unknown) => reject(new ExchangeError(message, {sent, errno, cause}))
  const timer = (ms: number, what: string) => setTimeout(() => fail(`${what} within ${ms} ms`, 'ETIMEDOUT'), ms)
  let deadline = timer(limits.connectMs, 'no connection')
  const onAbort = () => fail(signal.reason instanceof Error ? signal.reason.message : 'stopped', 'ABORT_ERR', signal.reason)
  signal.addEventListener('abort', onAbort, {once: true})

  socket.on('connect', () => {
    clearTimeout(deadline)
    deadline = timer(limits.answerMs, 'gave no complete answer')
    sent = true
    socket.write(encodeFrame(question))
  })
  socket.on('data', (bytes) => {
    try {
      const [answer] = reader.push(bytes)
      if (answer !== undefined) resolve(answer)
    } catch (error) {
      fail(`sent bytes that are not a Kasa frame: ${(error as Error).message}`, 'EPROTO', error)
    }
  })
  socket.on('end', () => {
    try {
      reader.end()
      fail('closed the connection without an answer', 'EPIPE')
    } catch (error) {
      fail(`ended its answer too early: ${(error as Error).message}`, 'EPROTO', error)
    }
  })
  socket.on('error', (error: NodeJS.ErrnoException) => fail(describe(error, sent), error.code ?? 'EIO', error))
  return promise.finally(() => {
    clearTimeout(deadline)
    signal.removeEventListener('abort', onAbort)
    socket.destroy()
  })
}

/** Before the question was sent, the reason alone (`connection refused`); afterwards, what the plug did (`reset the connection`). */
function describe({code, message}: NodeJS.ErrnoException, sent: boolean): string {
  if (sent) return code === 'ECONNRESET' ? 'reset the connection' : `broke the connection (${message})`
  return code === 'ECONNREFUSED' ? 'connection refused' : message
}
