import {type IncomingMessage, request} from 'node:http'
import {untrusted} from '@ops/core/untrusted'
import {controlErrors} from '../errors/control-errors.ts'
import {readEvent, type StampedEvent} from '../state/events.ts'
import type {ServerStatus} from './server-status.ts'

/** Client of the control socket of the `ops boot serve` on this machine. */
export interface ControlClient {
  status(signal: AbortSignal): Promise<ServerStatus>
  arm(host: string, forMs: number, signal: AbortSignal): Promise<void>
  disarm(host: string, signal: AbortSignal): Promise<void>
  /** New events of the server; ends when the signal aborts or the server ends. */
  events(signal: AbortSignal): AsyncIterable<StampedEvent>
}

/** Milliseconds within which a running server begins its answer. */
const answerMs = 10_000

export function controlClient(socketPath: string): ControlClient {
  const answer = async (method: string, path: string, body: object | undefined, signal: AbortSignal): Promise<unknown> => {
    const response = await ask(socketPath, method, path, body, signal)
    let text = ''
    for await (const piece of response.setEncoding('utf8')) text += piece
    if (response.statusCode !== 200) throw controlErrors.BOOT_SERVER_REFUSED({}, messageOf(text))
    return JSON.parse(text, (key, value) => (key === 'file' && typeof value === 'string' ? untrusted(value) : value))
  }
  return {
    status: async (signal) => (await answer('GET', '/status', undefined, signal)) as ServerStatus,
    arm: async (host, forMs, signal) => void (await answer('POST', '/arm', {host, forMs}, signal)),
    disarm: async (host, signal) => void (await answer('POST', '/disarm', {host}, signal)),
    async *events(signal) {
      const response = await ask(socketPath, 'GET', '/events', undefined, signal)
      let rest = ''
      try {
        for await (const piece of response.setEncoding('utf8')) {
          const lines = (rest + piece).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) yield readEvent(line)
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

function ask(socketPath: string, method: string, path: string, body: object | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request({socketPath, method, path, signal}, (response) => {
      // Events may be hours apart.
      call.setTimeout(0)
      resolve(response)
    })
    call.setTimeout(answerMs, () => call.destroy(Object.assign(new Error('no answer'), {code: 'ETIMEDOUT'})))
    call.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EACCES') reject(controlErrors.BOOT_CONTROL_RIGHTS({cause}, socketPath))
      else
        reject(
          ['ENOENT', 'ECONNREFUSED', 'ETIMEDOUT'].includes(cause.code ?? '') ? controlErrors.BOOT_NOT_SERVED({cause}, socketPath) : cause,
        )
    })
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as {message?: unknown}).message)
  } catch {
    return text
  }
}
