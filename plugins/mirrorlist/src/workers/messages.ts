import type {ServiceState} from '../http/health-paths.ts'
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
