import {request} from 'node:http'
import {createInterface} from 'node:readline'
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
    const {status, lines} = await ask(socketPath, 'POST', path, JSON.stringify(body), signal)
    let text = ''
    for await (const line of lines) text += line
    if (status !== 200) throw errors.BOOT_SERVER_REFUSED({}, messageOf(text))
  }
  return {
    arm: (host, forMs, signal) => post('/arm', {host, forMs}, signal),
    disarm: (host, signal) => post('/disarm', {host}, signal),
    async *events(signal) {
      const {lines} = await ask(socketPath, 'GET', '/events', undefined, signal)
      try {
        for await (const line of lines) yield JSON.parse(line) as StampedEvent
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

interface Reply {
  status: number
  lines: AsyncIterable<string>
}

function ask(socketPath: string, method: string, path: string, body: string | undefined, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = request({socketPath, method, path, signal}, (response) => {
      response.on('error', () => {})
      resolve({status: response.statusCode ?? 0, lines: createInterface({input: response})})
    })
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
