import type {DestinationState, SourceState, WorkAt} from '@ops/core/seams'
import type {Marks} from '../records/record.ts'

/**
 * What is known of one host. `silent`: it did not answer, so nothing is known. `gone`: it does not answer and is proven to
 * have no power (or its operator says so), so nothing of the move runs there.
 */
export type HostView<S> =
  | {reach: 'answered'; marks?: Marks | undefined; work: WorkAt<S>}
  | {reach: 'silent'; why: string}
  | {reach: 'gone'; why: string}

/** Everything that is known about one move. Its state is derived from this view, never remembered. */
export interface MoveView {
  source: HostView<SourceState>
  destination: HostView<DestinationState>
  /**
   * What the journal knows: COMMIT (`intent` is an intent without an outcome), and whether the records were seen to be written,
   * without which no host was touched.
   */
  journal: {commit: 'none' | 'intent' | 'done'; reserved: boolean}
}

export type MoveState =
  | 'PLANNED'
  | 'RESERVED'
  | 'HOLDING'
  | 'HELD'
  | 'SHIPPED'
  | 'PREPARING'
  | 'PREPARED'
  | 'COMMITTED'
  | 'RUNNING'
  | 'RELEASED'
  | 'VERIFIED'
  | 'ABORTING'
  | 'ABORTED'
  /** It ended by itself before it was held. */
  | 'ENDED'
  /** Started at the destination and gone from there, while the source holds its older state. */
  | 'LOST'
  /** Both hosts have deleted its record. */
  | 'SETTLED'
  /** Cannot be derived from what is known. */
  | 'UNKNOWN'

export type Committed = 'yes' | 'no' | 'unknown'

/**
 * COMMIT is written at the source first and at the destination second, and only then may the destination run. So the
 * destination's record decides; the source's record alone shows only that COMMIT had begun.
 */
export function isCommitted({source, destination, journal}: MoveView): Committed {
  // Taken back: at the destination first, unless that is gone for good and its operator accepts the loss.
  if (source.reach === 'answered' && (source.marks?.aborting ?? source.marks?.aborted) !== undefined) return 'no'
  if (journal.commit === 'done') return 'yes'
  if (destination.reach === 'answered') return destination.marks?.commit === undefined ? 'no' : 'yes'
  if (source.reach === 'answered') return source.marks?.commit === undefined ? 'no' : 'unknown'
  return journal.commit === 'none' ? 'no' : 'unknown'
}

/** Records are written on both hosts before anything is done, and only those of finished moves are ever deleted. */
export function isForgotten({source, destination, journal}: MoveView): boolean {
  const sides = [source, destination]
  return journal.reserved && sides.every((side) => side.reach === 'answered' && side.marks === undefined)
}
