import {type IncomingMessage, request} from 'node:http'
import {errors} from '../errors.ts'
import type {StampedEvent} from '../serve/events.ts'

/** The running `ops boot serve`, through its control socket. */
export interface ServerLink {
  arm(host: string, forMs: number, signal: AbortSignal): Promise<void>
  disarm(host: string, signal: AbortSignal): Promise<void>
  /** What the server sees from now on; ends when the signal aborts or the server ends. */
  events(signal: AbortSignal): AsyncIterable<StampedEvent>
}

export function serverLink(socketPath: string): ServerLink {
  const post = async (path: string, body: object, signal: AbortSignal) => {
    const response = await ask(socketPath, 'POST', path, JSON.stringify(body), signal)
    let text = ''
    for await (const piece of response.setEncoding('utf8')) text += piece
    if (response.statusCode !== 200) throw errors.BOOT_SERVER_REFUSED({}, messageOf(text))
  }
  return {
    arm: (host, forMs, signal) => post('/arm', {host, forMs}, signal),
    disarm: (host, signal) => post('/disarm', {host}, signal),
    async *events(signal) {
      const response = await ask(socketPath, 'GET', '/events', undefined, signal)
      let rest = ''
      try {
        for await (const piece of response.setEncoding('utf8')) {
          const lines = (rest + piece).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) yield JSON.parse(line) as StampedEvent
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

function ask(socketPath: string, method: string, path: string, body: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request({socketPath, method, path, signal}, resolve)
    call.on('error', (cause: NodeJS.ErrnoException) => {
      const away = cause.code === 'ENOENT' || cause.code === 'ECONNREFUSED' || cause.code === 'EACCES'
      reject(away ? errors.BOOT_NOT_SERVED({cause}, socketPath) : cause)
    })
    call.end(body)
  })
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as {message?: unknown}).message)
  } catch {
    return text
  }
}
