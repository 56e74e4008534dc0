import type {Policy} from '../select/plan.ts'
import type {StatisticsReport, StatisticsSetup} from '../stats/worker-statistics.ts'

/** What a worker is started with. */
export interface WorkerSetup {
  index: number
  policy: Policy
  trusted: readonly string[]
  orderReuse: number
  seed: number
  statistics: StatisticsSetup
}

/** What everyone may know about how the service does; `/readyz` tells it. */
export interface ServiceState {
  generation: number
  digest: string
  /** ISO 8601. */
  loadedAt: string
  countries: string
  /** What does not work, by what it is about (`data`, `geoip`, `pull`): the last sentence. */
  problems: Record<string, string>
}

export type ToWorker =
  | {type: 'snapshot'; file: string}
  | {type: 'countries'; file: string}
  | {type: 'state'; state: ServiceState}
  | {type: 'connection'; id: number}
  | {type: 'measure'; id: number}
  | {type: 'drain'}

export type FromWorker =
  | StatisticsReport
  | {type: 'started'}
  | {type: 'taken'; id: number}
  | {type: 'loaded'; what: 'snapshot' | 'countries'; file: string; error?: string}
  | {type: 'measures'; id: number; values: number[]}
