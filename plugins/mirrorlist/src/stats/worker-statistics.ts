import type {OtherPaths} from '../http/server.ts'
import {AccessLog} from './access-log.ts'
import type {Counts} from './store/counts.ts'
import {statisticsPaths} from './pages/statistics-paths.ts'
import {WorkerCounter} from './worker-counter.ts'

/** Where a worker finds what it shows, and writes what it was asked to write. */
export interface StatisticsSetup {
  statistics: string
  /** Of the crawler. */
  crawl: string | undefined
  /** MirrorManager's access log; undefined: none is kept. */
  log: string | undefined
}

/** What a worker reports about its counting. */
export type StatisticsReport = {type: 'counts'; counts: Counts[]} | {type: 'statistics-problem'; about: 'log'; text: string | undefined}

/** Milliseconds between two reports: what the death of a worker may cost. */
const reportMs = 1000

/** All that one worker does for statistics. */
export class WorkerStatistics {
  readonly counter = new WorkerCounter()
  readonly log: AccessLog | undefined
  readonly paths: OtherPaths
  readonly #send: (report: StatisticsReport, sent?: () => void) => void

  constructor({statistics, crawl, log}: StatisticsSetup, send: (report: StatisticsReport, sent?: () => void) => void) {
    this.#send = send
    this.log = log === undefined ? undefined : new AccessLog(log, (text) => send({type: 'statistics-problem', about: 'log', text}))
    this.paths = statisticsPaths({statistics, crawl}, Date.now)
    setInterval(() => this.#report(), reportMs).unref()
  }

  /** Resolves when all counts are reported and all lines written. */
  async end(): Promise<void> {
    await this.log?.[Symbol.asyncDispose]()
    await new Promise<void>((resolve) => this.#report(resolve))
  }

  #report(sent: () => void = () => {}): void {
    const counts = this.counter.take()
    if (counts.length > 0) this.#send({type: 'counts', counts}, sent)
    else sent()
  }
}
