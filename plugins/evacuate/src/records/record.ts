import type {Workload} from '@ops/core/inventory'

/** Where the records of all evacuations of a host are kept. */
export const recordBase = '/var/lib/ops/evacuate'

/** The constant part of a move; written on both hosts before anything else is done. Persisted as JSON: keys must not change. */
export interface MovePlan {
  version: 1
  run: string
  /** Milliseconds since 1970 at which it was planned. */
  at: number
  workload: Workload
  source: string
  destination: string
  images?: string
  /** The mover's migration context. */
  ticket: Record<string, unknown>
}

/** The text of `aborted` at a source that was seen to run on. An abort that found no process left there writes another text. */
export const goesOnText = 'the source goes on'

/** Files of a record, each written whole and fsynced. Their existence decides; only sentences for people use their text. */
export interface Marks {
  epoch: number
  /** Source only: the destination may have been asked to make a copy. */
  preparing?: string
  commit?: string
  /** Destination only: the copy may have run. */
  started?: string
  aborting?: string
  aborted?: string
  verified?: string
  /** An abort or COMMIT was given up, because the move can only be finished. */
  reopened?: string
  /** Closed by an operator; nothing was undone or finished. */
  closed?: string
}

export type MarkName = Exclude<keyof Marks, 'epoch'>

/** A record as one host has it. */
export interface HostRecord {
  plan: MovePlan
  marks: Marks
  /** Seconds since the move was finished on this host, by the host's clock; absent while it is open. */
  finishedForS?: number
}

/** Folder of one workload's move; the same on both hosts. */
export function recordFolder(run: string, workload: string): string {
  return `${recordBase}/${encodeURIComponent(run)}/${encodeURIComponent(workload)}`
}
