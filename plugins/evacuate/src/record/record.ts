import type {Workload} from '@ops/core/inventory'

/** Where the records of all evacuations of a host are kept. */
export const recordBase = '/var/lib/ops/evacuate'

/** What stays the same through a move; written on both hosts before anything is touched. */
export interface MovePlan {
  version: 1
  run: string
  /** Milliseconds since 1970 at which it was planned. */
  at: number
  workload: Workload
  source: string
  destination: string
  images?: string
  ticket: Record<string, unknown>
}

/** Files of a record, each written whole and fsynced. What stands in them is for people; that they are there counts. */
export interface Marks {
  epoch: number
  /** Source only: the destination may have been told to make a copy. */
  preparing?: string
  commit?: string
  /** Destination only: it may have run. */
  started?: string
  aborting?: string
  aborted?: string
  verified?: string
}

export type MarkName = Exclude<keyof Marks, 'epoch'>

/** A record as one host holds it. */
export interface HostRecord {
  plan: MovePlan
  marks: Marks
  /** Seconds since it was settled here, by the host's clock; undefined while it is not. */
  settledForS?: number
}

/** Folder of one workload's move; the same on both hosts. */
export function recordFolder(run: string, workload: string): string {
  return `${recordBase}/${encodeURIComponent(run)}/${encodeURIComponent(workload)}`
}
