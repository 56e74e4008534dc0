import {randomInt} from 'node:crypto'
import {mkdtemp, rm} from 'node:fs/promises'
import {availableParallelism, tmpdir} from 'node:os'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {type DaemonEnd, type DaemonEvent, runDaemon} from '@ops/core/daemon'
import type {ListenAddress} from '@ops/core/net'
import type {Clock} from '@ops/core/time'
import type {Policy} from '../select/plan.ts'
import {addressSet} from '../net/address-set.ts'
import {socketListener} from './listener.ts'
import {WorkerPool} from '../workers/worker-pool.ts'
import {Inputs} from './inputs.ts'
import type {ServeSource} from '../build/choose-source.ts'
import {metricsSource} from './metrics.ts'
import {StatsWriter} from '../stats/stats-writer.ts'
import {crawlFile} from '../data/data-files.ts'
import {fingerprint, watchFiles} from './watch-files.ts'

export interface ServeOptions {
  listen: readonly ListenAddress[]
  source: ServeSource
  netblocks: string | undefined
  geoip: string | undefined
  policy: Policy
  /** Processes that answer; one per processor when undefined. */
  workers?: number | undefined
  /** A random one when undefined. */
  seed?: number | undefined
  trusted: readonly string[]
  orderReuse: number
  metricsListen: ListenAddress | undefined
  drainMs: number
  /** Keeps what was pulled over restarts. */
  stateDir: string
  /** Milliseconds between two pulls. */
  pullMs: number
  /** SQLite file of the access statistics; default: `statistics.sqlite` in `stateDir`. */
  statistics?: string | undefined
  /** Milliseconds between two writes of it; default 10 s. */
  statisticsMs?: number | undefined
  /** SQLite file of the crawler, for the page on propagation; default: the one in the data folder. */
  crawl?: string | undefined
  /** MirrorManager's access log, with addresses; undefined: none. */
  accessLog?: string | undefined
}

export interface ServeDeps {
  clock: Clock
  onEvent: (event: DaemonEvent) => void
}

/** Serves until the signal aborts. Compiles first, so that a listening server can answer. Throws MIRRORLIST_PREFIX_BAD and what the inputs do. */
export async function serve(options: ServeOptions, {clock, onEvent}: ServeDeps, signal: AbortSignal): Promise<DaemonEnd> {
  // Checked here first: with a wrong network every worker would end at its start.
  addressSet(options.trusted)
  await using resources = new AsyncDisposableStack()
  let startedInputs: Inputs | undefined
  const emit = (event: string, detail: object = {}) =>
    onEvent({type: `ops.mirrorlist.${event}/1`, at: new Date(clock.now()).toISOString(), ...detail})
  const folder = await mkdtemp(join(tmpdir(), 'ops-mirrorlist-'))
  resources.defer(() => rm(folder, {recursive: true, force: true}))
  await makeFolder(options.stateDir)
  const statistics = options.statistics ?? join(options.stateDir, 'statistics.sqlite')
  const crawl = options.crawl ?? (options.source.kind === 'data' ? join(options.source.folder, crawlFile) : undefined)
  // Disposed of last: workers report their last counts while they end.
  const writer = resources.use(
    new StatsWriter({
      file: statistics,
      clock,
      everyMs: options.statisticsMs,
      onProblem: (problem) => void startedInputs?.report('statistics', problem),
    }),
  )
  const pool = new WorkerPool({
    workers: options.workers ?? availableParallelism(),
    setup: {
      policy: options.policy,
      trusted: options.trusted,
      orderReuse: options.orderReuse,
      seed: options.seed ?? randomInt(2 ** 48 - 1),
      statistics: {statistics, crawl, log: options.accessLog},
    },
    clock,
    emit,
    report(report) {
      if (report.type === 'counts') for (const counts of report.counts) writer.add(counts)
      else void startedInputs?.report(report.about, report.text)
    },
  })
  const inputs = new Inputs({...options, folder, clock, emit, pool})
  const watched = await Promise.all(inputs.watched.map(async (one) => ({...one, seen: await fingerprint(one.paths)})))
  await inputs.first(signal)
  resources.use(pool)
  await pool.start(inputs.files)
  await inputs.announce()
  startedInputs = inputs
  if (writer.problem !== undefined) await inputs.report('statistics', writer.problem)

  const watching = new AbortController()
  const stopped = AbortSignal.any([signal, watching.signal])
  const watchers = watched.map((one) => watchFiles(one, clock, stopped))
  if (options.source.kind === 'from') watchers.push(inputs.keepPulling(stopped))
  resources.defer(async () => {
    watching.abort()
    await Promise.all(watchers)
  })

  const sockets = options.listen.map((address, at) =>
    socketListener(at === 0 ? 'mirrorlist' : `mirrorlist-${at + 1}`, address, (socket) => pool.dispatch(socket)),
  )
  const [first, ...others] = sockets
  const listeners =
    first === undefined ? [] : [{...first, drain: () => first.drain().then(() => pool.drain()), broken: pool.broken}, ...others]
  const readMetrics = async () => ({
    totals: await pool.measures(),
    restarts: pool.restarts,
    generation: inputs.generation,
    problems: Object.keys(inputs.problems),
    accesses: writer.sinceStart,
  })
  return await runDaemon(
    {
      name: 'mirrorlist',
      listeners,
      ...(options.metricsListen === undefined ? {} : {metricsListen: options.metricsListen, metrics: await metricsSource(readMetrics)}),
      onReload: () => inputs.reload(),
      drainMs: options.drainMs,
      onEvent,
    },
    signal,
  )
}
