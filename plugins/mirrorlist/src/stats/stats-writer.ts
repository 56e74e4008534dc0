import type {Clock} from '@ops/core/time'
import {errorMessage} from '@ops/core/text'
import type {Category} from './store/categories.ts'
import {type Counts, CountSum} from './store/counts.ts'
import {dayAt, StatsStore} from './store/stats-store.ts'

export interface StatsWriterOptions {
  file: string
  clock: Clock
  /** Called when writing begins to fail (with the sentence) and when it works again (undefined). */
  onProblem: (problem: string | undefined) => void
  /** Milliseconds between two writes, which is what a crash may cost; default 10 s. */
  everyMs?: number | undefined
}

const writeMs = 10_000
const keepDays = 400
/** Milliseconds to wait for a lock. Short, because SQLite blocks this process, which hands connections to the workers. */
const waitMs = 100
/** Days kept in memory while nothing can be written. */
const maxPendingDays = 31

/** Gathers what the workers count, and brings it to disk. When that fails it keeps counting, and tries again. */
export class StatsWriter implements AsyncDisposable {
  readonly #options: StatsWriterOptions
  readonly #stop = new AbortController()
  readonly #pending = new Map<string, CountSum>()
  /** For Prometheus. */
  readonly #sinceStart = new CountSum()
  readonly #writing: Promise<void>
  #store: StatsStore | undefined
  #problem: string | undefined
  /** The day on which old ones were dropped last. */
  #pruned = ''

  constructor(options: StatsWriterOptions) {
    this.#options = options
    this.write()
    this.#writing = this.#keepWriting()
  }

  get problem(): string | undefined {
    return this.#problem
  }

  add(counts: Counts): void {
    const today = dayAt(this.#options.clock.now())
    const sum = this.#pending.get(today) ?? new CountSum()
    this.#pending.set(today, sum)
    sum.add(counts)
    this.#sinceStart.add(counts)
    for (const oldest of [...this.#pending.keys()].slice(0, -maxPendingDays)) this.#pending.delete(oldest)
  }

  /** Writes pending counts to disk. Never throws: problems go to `onProblem`. */
  write(): void {
    try {
      // Opened again after a failure: another disk may be mounted by now.
      this.#store ??= new StatsStore(this.#options.file, waitMs)
      const today = dayAt(this.#options.clock.now())
      if (this.#pending.size > 0) {
        this.#store.add(this.#pending, today === this.#pruned ? undefined : keepDays)
        this.#pruned = today
      }
      this.#pending.clear()
      this.#report(undefined)
    } catch (error) {
      this.#close()
      this.#report(`The statistics cannot be written to ${this.#options.file}: ${errorMessage(error)}. Counts are kept in memory.`)
    }
  }

  /** Accesses since this process started. */
  get sinceStart(): ReadonlyMap<Category, ReadonlyMap<string, number>> {
    return this.#sinceStart.names
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#writing
    this.write()
    this.#close()
  }

  async #keepWriting(): Promise<void> {
    const {clock, everyMs = writeMs} = this.#options
    while (!this.#stop.signal.aborted) {
      await clock.sleep(everyMs, this.#stop.signal).catch(() => {})
      if (!this.#stop.signal.aborted) this.write()
    }
  }

  #close(): void {
    try {
      this.#store?.[Symbol.dispose]()
    } catch {
      // Closing writes the log of changes back, which a full disk refuses; the log is read at the next opening.
    }
    this.#store = undefined
  }

  #report(problem: string | undefined): void {
    if (problem === this.#problem) return
    this.#problem = problem
    this.#options.onProblem(problem)
  }
}
