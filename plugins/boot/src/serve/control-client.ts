import {createInterface} from 'node:readline'
import {errors} from '../errors.ts'
import type {StampedEvent} from './events.ts'
import type {TransferRow} from './activity.ts'

/** What `GET /status` of a running server says. */
export interface ServerStatus {
  /** Folder of those who are not in the inventory. */
  root?: string
  /** What `--root` said. */
  rootFlag?: string
  ports: {tftp?: number; http?: number}
  addresses: string[]
  armedOnly: boolean
  armed: {host: string; until: string}[]
  transfers: TransferRow[]
  totals: {transfers: Record<string, number>; refused: Record<string, number>; bytes: number; retransmits: number; cacheBytes: number}
  recent: StampedEvent[]
}

/** Talks to the boot server that runs on this machine, through its control socket. */
export class ControlClient implements AsyncDisposable {
  readonly #path: string
  #agent: import('undici').Agent | undefined

  constructor(path: string) {
    this.#path = path
  }

  status(signal: AbortSignal): Promise<ServerStatus> {
    return this.#json('GET', '/status', undefined, signal)
  }

  arm(host: string, forMs: number, signal: AbortSignal): Promise<{host: string; until: string}> {
    return this.#json('POST', '/arm', {host, forMs}, signal)
  }

  disarm(host: string, signal: AbortSignal): Promise<{host: string; wasArmed: boolean}> {
    return this.#json('POST', '/disarm', {host}, signal)
  }

  /** Events as they happen; `since` (ISO 8601) also brings the remembered ones from then on. */
  async *events(signal: AbortSignal, since?: string): AsyncGenerator<StampedEvent> {
    const body = await this.#request(
      'GET',
      since === undefined ? '/events' : `/events?since=${encodeURIComponent(since)}`,
      undefined,
      signal,
    )
    for await (const line of createInterface({input: body})) yield JSON.parse(line) as StampedEvent
  }

  async #json<T>(method: 'GET' | 'POST', path: string, body: object | undefined, signal: AbortSignal): Promise<T> {
    return (await (await this.#request(method, path, body, signal)).json()) as T
  }

  async #request(method: 'GET' | 'POST', path: string, body: object | undefined, signal: AbortSignal) {
    const {Agent, request} = await import('undici')
    this.#agent ??= new Agent({connect: {socketPath: this.#path}, bodyTimeout: 0})
    try {
      const answer = await request(`http://control${path}`, {
        method,
        signal,
        dispatcher: this.#agent,
        ...(body === undefined ? {} : {body: JSON.stringify(body)}),
      })
      if (answer.statusCode === 200) return answer.body
      throw errors.BOOT_CONTROL({}, ((await answer.body.json()) as {message: string}).message)
    } catch (cause) {
      const {code} = cause as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'EACCES') throw errors.BOOT_NOT_SERVED({cause}, this.#path)
      throw cause
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent?.destroy()
  }
}
