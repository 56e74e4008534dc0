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

export type Side = 'source' | 'destination'

/** Everything that is known about one move. Its state is derived from this view, never remembered. */
export interface MoveView {
  source: HostView<SourceState>
  destination: HostView<DestinationState>
  /**
   * What the journal knows: COMMIT (`intent` is an intent without an outcome); whether the records were written, without which
   * no host was touched; and how the move ended.
   */
  journal: {commit: 'none' | 'intent' | 'done'; reserved: boolean; ended?: MoveEnding}
}

/** How a finished move ended; `closed`: an operator has closed it with a reason. */
export type MoveEnding = 'moved' | 'stayed' | 'closed'

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
  /** Neither host has a state to continue from. */
  | 'ENDED'
  /** Started at the destination (or perhaps) and gone from there, while the source has its older state. */
  | 'LOST'
  /** Finished, and both hosts have deleted its record. */
  | 'SETTLED'
  /** Its records are gone although it was not finished, and nothing else tells where the work is. */
  | 'UNRECORDED'
  /** Closed by an operator. */
  | 'CLOSED'
  /** Cannot be derived from what is known. */
  | 'UNKNOWN'

export const marksAt = (view: MoveView, side: Side): Marks | undefined => {
  const seen = view[side]
  return seen.reach === 'answered' ? seen.marks : undefined
}

/**
 * Hosts that answered without the record that was written there: they were reinstalled, or their records were deleted. Nothing is
 * done before both hosts have their records, so whatever was done proves that there were two.
 */
export function missingRecords(view: MoveView): Side[] {
  const {source, destination, journal} = view
  const [from, to] = [marksAt(view, 'source'), marksAt(view, 'destination')]
  const done =
    journal.reserved ||
    journal.commit !== 'none' ||
    [from, to].some((marks) => (marks?.preparing ?? marks?.commit ?? marks?.started ?? marks?.reopened) !== undefined) ||
    (source.reach === 'answered' && from !== undefined && ['holding', 'held', 'stored', 'lost'].includes(source.work.state)) ||
    (destination.reach === 'answered' && to !== undefined && destination.work.state !== 'none' && destination.work.state !== 'unknown')
  const sides: Side[] = ['source', 'destination']
  return done ? sides.filter((side) => view[side].reach === 'answered' && marksAt(view, side) === undefined) : []
}

/** Whether the move is finished as far as records and journal tell: closed, or deleted on both hosts after it had ended. */
export function isSettled(view: MoveView): boolean {
  const marks = [marksAt(view, 'source'), marksAt(view, 'destination')].filter((one) => one !== undefined)
  if (marks.length > 0) return marks.every(({closed}) => closed !== undefined)
  return view.journal.ended !== undefined && view.source.reach === 'answered' && view.destination.reach === 'answered'
}

export const isClosed = (view: MoveView): boolean =>
  isSettled(view) &&
  (view.journal.ended === 'closed' || [marksAt(view, 'source'), marksAt(view, 'destination')].some((one) => one?.closed !== undefined))

/** Whether the source was seen to go on, so that whatever is left at the destination is old. */
export const isAborted = (view: MoveView): boolean =>
  marksAt(view, 'source')?.aborted !== undefined || (marksAt(view, 'source') === undefined && view.journal.ended === 'stayed')

export type Committed = 'yes' | 'no' | 'unknown'

/**
 * COMMIT is written at the source first and at the destination second, and only then may the destination run. So the
 * destination's record decides; the source's record alone shows only that COMMIT had begun.
 */
export function isCommitted(view: MoveView): Committed {
  const {journal} = view
  const [from, to] = [marksAt(view, 'source'), marksAt(view, 'destination')]
  // Taken back: at the destination first, unless that is gone for good and its operator accepts the loss.
  if ((from?.aborting ?? from?.aborted) !== undefined) return 'no'
  if (from === undefined && ((to?.aborting ?? to?.aborted) !== undefined || isAborted(view))) return 'no'
  if (to?.reopened !== undefined) return to.commit === undefined ? 'no' : 'yes'
  if (journal.commit === 'done') return 'yes'
  if (to !== undefined) return to.commit === undefined ? 'no' : 'yes'
  if (from !== undefined) return from.commit === undefined ? 'no' : 'unknown'
  return journal.commit === 'none' ? 'no' : 'unknown'
}

export function isAborting(view: MoveView): boolean {
  if (isAborted(view)) return true
  return (['source', 'destination'] as const).some((side) => {
    const marks = marksAt(view, side)
    return (marks?.aborting ?? marks?.aborted) !== undefined
  })
}

/** Whether the source has nothing from which the work could go on: no process, and no images. */
export function sourceHasNothing({source}: MoveView): boolean {
  return source.reach === 'gone' || (source.reach === 'answered' && (source.work.state === 'absent' || source.work.state === 'lost'))
}

/** Whether what has arrived at the destination can become the work again. */
export function hasArrived({destination}: MoveView): boolean {
  if (destination.reach !== 'answered') return false
  const {state, images} = destination.work
  return ['staged', 'stored', 'making', 'prepared'].includes(state) || (state === 'failed' && images === true)
}

/**
 * Whether the copy is proven not to run, and cannot run before it is started (again), while the source still has the work: so
 * the move can be taken back even after COMMIT. With `started` the copy may have run in between.
 */
export function isPreparedOnly({source, destination}: MoveView): boolean {
  return (
    destination.reach === 'answered' &&
    destination.marks !== undefined &&
    destination.work.state === 'prepared' &&
    source.reach === 'answered' &&
    source.marks !== undefined &&
    ['held', 'holding', 'running'].includes(source.work.state)
  )
}

/** Where the only copy of work is that does not run anywhere: an abort would destroy it. */
export function onlyCopyAt(view: MoveView): Side | undefined {
  const {source, destination} = view
  if (isAborted(view) || source.reach === 'silent') return undefined
  const copy = destination.reach === 'answered' ? destination.work.state : 'none'
  if (source.reach === 'answered' && source.work.state === 'stored') return copy === 'prepared' ? 'destination' : 'source'
  return sourceHasNothing(view) && hasArrived(view) ? 'destination' : undefined
}

/** A state of the work from before COMMIT: frozen processes, or images. */
export interface OlderState {
  as: 'held' | 'stored'
  at: Side
}

/** The state from which work can go on whose copy ran after COMMIT and is gone. */
export function olderState(view: MoveView): OlderState | undefined {
  const {source} = view
  if (source.reach !== 'answered') return undefined
  const {state} = source.work
  if (state === 'held' || state === 'stored') return {as: state, at: 'source'}
  const isMissing = source.marks === undefined && state === 'absent'
  return isMissing && hasArrived(view) ? {as: 'stored', at: 'destination'} : undefined
}
