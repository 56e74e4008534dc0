import type {DaemonEnd, DaemonListener, DaemonOptions, MetricsSource} from './daemon.ts'
import {healthServer, processMetrics} from './health-server.ts'
import {httpListener} from './http-listener.ts'
import {reloadOnHangup} from './reload.ts'
import {serviceManager} from './service-manager.ts'
import {inheritedSockets, type Surroundings, systemSurroundings} from './surroundings.ts'

/** Serves until the signal aborts or a listener breaks, then drains. Every listener that was started is closed on every way out. */
export async function runDaemon(
  options: DaemonOptions,
  signal: AbortSignal,
  around: Surroundings = systemSurroundings,
): Promise<DaemonEnd> {
  const {name, listeners, metricsListen, drainMs, onEvent = () => {}} = options
  const say = (event: string, detail: object = {}) =>
    onEvent({type: `ops.${name}.${event}/1`, at: new Date(around.clock.now()).toISOString(), ...detail})
  const socketFor = inheritedSockets(around)
  let ready = false

  await using started = new AsyncDisposableStack()
  const manager = started.use(serviceManager(around))
  const start = async (listener: DaemonListener) => {
    started.defer(() => listener.close())
    say('listening', {listener: listener.name, address: await listener.start(socketFor(listener.name), signal)})
  }
  if (metricsListen !== undefined) {
    let source: Promise<MetricsSource> | undefined
    const metrics = () => (source ??= options.metrics === undefined ? processMetrics() : Promise.resolve(options.metrics))
    await start(
      httpListener(
        'metrics',
        healthServer(() => ready, metrics),
        metricsListen,
      ),
    )
  }
  for (const listener of listeners) await start(listener)
  started.use(reloadOnHangup(options, {around, manager, say}, signal))
  ready = true
  await manager.notify('READY=1')
  say('ready')

  const broken = await endOf(listeners, signal)
  ready = false
  say('draining', broken === undefined ? {} : {error: broken.message})
  await manager.notify('STOPPING=1').catch(() => {})
  const cut = await drain(listeners, around, drainMs)
  say('ended', {cut})
  if (broken !== undefined) throw broken
  return {cut}
}

/** Resolves at the abort, or with the reason why a listener broke. */
function endOf(listeners: readonly DaemonListener[], signal: AbortSignal): Promise<Error | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), {once: true})
  })
  return Promise.race([aborted, ...listeners.flatMap(({broken}) => broken ?? [])])
}

/** Names of the listeners that still had work in flight after `drainMs`. */
async function drain(listeners: readonly DaemonListener[], {clock}: Surroundings, drainMs: number): Promise<string[]> {
  const left = new Set(listeners.map((listener) => listener.name))
  const over = new AbortController()
  const all = Promise.all(
    listeners.map(async (listener) => {
      await listener.drain()
      left.delete(listener.name)
    }),
  )
  const late = clock.sleep(drainMs, over.signal).catch(() => {})
  await Promise.race([all, late]).finally(() => over.abort())
  // Once cut off, a drain may end as it likes; `close` follows.
  all.catch(() => {})
  return [...left]
}
