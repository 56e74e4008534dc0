import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {DaemonEvent} from '@ops/core/daemon'
import {systemClock} from '@ops/core/time'
import {sampleFolder} from '../../src/data/sample.ts'
import {serve, type ServeOptions} from '../../src/serve/serve.ts'
import {get, type Reply} from './running-service.ts'

const waitMs = 200_000

/** A whole service with its worker processes, on a loopback address. */
export async function serving(address: string, overrides: Partial<ServeOptions> = {}) {
  const stateDir = await mkdtemp(join(tmpdir(), 'ops-mirrorlist-state-'))
  const stop = new AbortController()
  const events: DaemonEvent[] = []
  const listeners = new Set<() => void>()
  const onEvent = (event: DaemonEvent) => {
    events.push(event)
    for (const listener of listeners) listener()
  }
  const options: ServeOptions = {
    listen: [{host: address, port: 0}],
    source: {kind: 'data', folder: sampleFolder()},
    netblocks: undefined,
    geoip: undefined,
    policy: {minimum: 5, order: 'stop'},
    workers: 2,
    seed: 1,
    trusted: ['127.0.0.0/8'],
    orderReuse: 8,
    metricsListen: {host: address, port: 0},
    drainMs: 5000,
    stateDir,
    pullMs: 100,
    ...overrides,
  }
  const ended = serve(options, {clock: systemClock, onEvent}, stop.signal)
  /** Resolves with the first event of a name that satisfies, waiting for it if need be. */
  const event = (name: string, satisfies: (event: DaemonEvent) => boolean = () => true): Promise<DaemonEvent> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = events.find((one) => one.type === `ops.mirrorlist.${name}/1` && satisfies(one))
        if (found === undefined) return
        clearTimeout(timer)
        listeners.delete(look)
        resolve(found)
      }
      const timer = setTimeout(() => reject(new Error(`no event ${name} within ${waitMs} ms: ${JSON.stringify(events)}`)), waitMs)
      listeners.add(look)
      look()
      ended.catch(reject)
    })
  await event('ready').catch(async (error: unknown) => {
    stop.abort()
    await ended.catch(() => {})
    await rm(stateDir, {recursive: true, force: true})
    throw error
  })
  const portOf = async (listener: string) =>
    Number(
      String((await event('listening', (one) => one['listener'] === listener))['address'])
        .split(':')
        .at(-1),
    )
  const port = await portOf('mirrorlist')
  const metricsPort = options.metricsListen === undefined ? 0 : await portOf('metrics')
  return {
    port,
    events,
    event,
    stop: () => stop.abort(),
    ended,
    get: (path: string, headers: Record<string, string> = {}): Promise<Reply> => get(address, port, path, headers),
    metrics: async () => (await get(address, metricsPort, '/metrics')).text,
    ready: async () =>
      JSON.parse((await get(address, port, '/readyz')).text) as {generation: number; degraded: boolean; problems: Record<string, string>},
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended.catch(() => {})
      await rm(stateDir, {recursive: true, force: true})
    },
  }
}

/** Asks again until it is so; fails after `waitMs`. */
export async function until<T>(ask: () => Promise<T>, satisfies: (value: T) => boolean): Promise<T> {
  const end = performance.now() + waitMs
  for (;;) {
    const value = await ask()
    if (satisfies(value)) return value
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)} after ${waitMs} ms`)
    await systemClock.sleep(50)
  }
}
