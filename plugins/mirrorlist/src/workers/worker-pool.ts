import type {Socket} from 'node:net'
import type {Clock} from '@ops/core/time'
import {errors} from '../errors/serve.ts'
import {addCounters, type MeasuredTotals, totalsOf} from './measures.ts'
import type {WorkerSetup} from './messages.ts'
import type {ServiceState} from '../http/health-paths.ts'
import type {StatisticsReport} from '../stats/worker-statistics.ts'
import {Worker} from './worker.ts'

export interface WorkerPoolOptions {
  workers: number
  setup: Omit<WorkerSetup, 'index'>
  clock: Clock
  emit: (event: string, detail?: object) => void
  report: (report: StatisticsReport) => void
}

/** Milliseconds. A worker that ends sooner is replaced with a delay, so that a broken one does not use up the machine. */
const youngMs = 5000
const maxBackoffMs = 5000
const maxEarlyDeaths = 10
/** Connections that wait for a worker when all are just being started. */
const maxWaiting = 1024

interface Files {
  snapshot: string
  countries: string | undefined
}

/** The processes that answer: started, given connections and data, replaced when they die. */
export class WorkerPool implements AsyncDisposable {
  readonly #options: WorkerPoolOptions
  readonly #workers: (Worker | undefined)[] = []
  readonly #waiting: Socket[] = []
  readonly #stop = new AbortController()
  readonly #broken = Promise.withResolvers<Error>()
  #files: Files | undefined
  #state: ServiceState | undefined
  /** The last numbers of each worker. */
  readonly #measured: (number[] | undefined)[] = []
  /** Sums of the workers that ended. */
  #ended: readonly number[] = []
  #turn = 0
  #earlyDeaths = 0
  restarts = 0

  constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  /** Resolves when no worker stays alive. */
  get broken(): Promise<Error> {
    return this.#broken.promise
  }

  async start(files: Files): Promise<void> {
    this.#files = files
    await Promise.all(Array.from({length: this.#options.workers}, (_, index) => this.#spawn(index)))
  }

  /**
   * Loads a file in one worker after the other, so that never all of them are busy loading. Returns the reason when none could; then
   * all keep their files. A worker that dies meanwhile, or fails where others did not, is replaced by one that has the file.
   */
  async load(what: 'snapshot' | 'countries', file: string): Promise<string | undefined> {
    const before = this.#files
    if (before !== undefined) this.#files = {...before, [what]: file}
    const refused: {worker: Worker; error: string}[] = []
    let taken = 0
    for (const worker of this.#workers) {
      if (worker?.ready !== true) continue
      const error = await worker.load(what, file)
      if (error === undefined) taken++
      else if (worker.ready) refused.push({worker, error})
    }
    if (taken === 0 && refused[0] !== undefined) {
      this.#files = before
      return refused[0].error
    }
    for (const {worker, error} of refused) {
      this.#options.emit('worker-failed', {pid: worker.pid, error})
      worker.kill()
    }
    return undefined
  }

  announce(state: ServiceState): void {
    this.#state = state
    for (const worker of this.#workers) worker?.post({type: 'state', state})
  }

  /** Hands a new connection to the next worker that is ready; with none it waits, so that no client is refused. */
  dispatch(socket: Socket): void {
    for (let tried = 0; tried < this.#workers.length; tried++) {
      const worker = this.#workers[this.#turn++ % this.#workers.length]
      if (worker?.ready !== true) continue
      worker.dispatch(socket)
      return
    }
    if (this.#waiting.length < maxWaiting && !this.#stop.signal.aborted) this.#waiting.push(socket)
    else socket.destroy()
  }

  /** Sums over the workers, those that ended included. */
  async measures(): Promise<MeasuredTotals> {
    const workers = await Promise.all(
      this.#workers.map(async (worker, index) => {
        const values = (await worker?.measures()) ?? []
        if (values.length > 0 && this.#workers[index] === worker) this.#measured[index] = values
        // A worker that did not answer counts with its last numbers: Prometheus takes a sum that falls for a restart.
        return this.#measured[index] ?? []
      }),
    )
    return totalsOf(workers, this.#ended)
  }

  /** Each ends when its last answer is out. */
  async drain(): Promise<void> {
    this.#stop.abort()
    for (const socket of this.#waiting.splice(0)) socket.destroy()
    for (const worker of this.#workers) worker?.post({type: 'drain'})
    await this.#allEnded()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    for (const worker of this.#workers) worker?.kill()
    await this.#allEnded()
  }

  #allEnded(): Promise<unknown> {
    return Promise.all(this.#workers.map((worker) => worker?.ended))
  }

  async #spawn(index: number): Promise<void> {
    const worker = new Worker({...this.#options.setup, index}, (socket) => this.dispatch(socket), this.#options.report)
    this.#workers[index] = worker
    const {clock} = this.#options
    const startedMs = clock.monotonic()
    void worker.ended.then((reason) => this.#replace(index, reason, clock.monotonic() - startedMs))
    let files: Files
    do {
      files = this.#files as Files
      const problem = await worker.load('snapshot', files.snapshot)
      if (problem !== undefined) {
        this.#options.emit('worker-failed', {pid: worker.pid, error: problem})
        worker.kill()
        return
      }
      // A worker without countries can serve, too; /readyz shows it.
      if (files.countries !== undefined) await worker.load('countries', files.countries)
      // Repeated when the others were given newer files meanwhile.
    } while (files !== this.#files)
    if (this.#state !== undefined) worker.post({type: 'state', state: this.#state})
    worker.ready = true
    this.#options.emit('worker-ready', {pid: worker.pid})
    if (this.#stop.signal.aborted) worker.post({type: 'drain'})
    for (const socket of this.#waiting.splice(0)) this.dispatch(socket)
  }

  async #replace(index: number, reason: string, livedMs: number): Promise<void> {
    const {clock, emit} = this.#options
    const pid = this.#workers[index]?.pid
    if (this.#stop.signal.aborted) return
    this.restarts++
    this.#ended = addCounters(this.#ended, this.#measured[index] ?? [])
    this.#measured[index] = undefined
    this.#earlyDeaths = livedMs < youngMs ? this.#earlyDeaths + 1 : 0
    emit('worker-ended', {pid, reason})
    if (this.#earlyDeaths >= maxEarlyDeaths) {
      this.#broken.resolve(errors.MIRRORLIST_WORKERS_FAIL({}, this.#earlyDeaths))
      return
    }
    if (this.#earlyDeaths > 1) await clock.sleep(Math.min(100 * 2 ** this.#earlyDeaths, maxBackoffMs), this.#stop.signal).catch(() => {})
    if (!this.#stop.signal.aborted) await this.#spawn(index)
  }
}
