import {lostStop} from './forward-step.ts'
import {
  hasArrived,
  isAborted,
  isClosed,
  isCommitted,
  isPreparedOnly,
  isSettled,
  marksAt,
  missingRecords,
  type MoveView,
  olderState,
  onlyCopyAt,
} from './move-view.ts'
import {type StepOptions, type Stop, unclearAt, unknownAt} from './stop.ts'

/** The steps that take a move back; every step may be repeated. */
export type BackwardStep = 'mark' | 'destroy' | 'recover' | 'close' | 'done'

export function backwardStep(view: MoveView, {withLoss}: StepOptions): BackwardStep | Stop {
  if (isSettled(view)) return isClosed(view) ? {stop: 'closed'} : 'done'
  const {source, destination} = view
  const missing = missingRecords(view)
  if (missing.length === 2) return {stop: 'unrecorded'}
  const committed = isCommitted(view)
  const refused = committed === 'no' ? undefined : whyCommitted(view, withLoss)
  if (refused !== undefined) return refused
  if (source.reach === 'silent') return unknownAt('source', source.why)
  const copy = destination.reach === 'answered' ? destination.work.state : 'none'
  const aborted = isAborted(view)
  if (source.reach === 'gone' && !aborted)
    return hasArrived(view) ? {stop: 'only-copy', at: 'destination'} : {stop: 'source-off', why: source.why}
  const state = source.reach === 'answered' ? source.work.state : 'absent'
  // Released: it ran at a destination that is gone now, and no older state is left to continue from.
  if (committed !== 'no' && state === 'absent') return missing.length > 0 ? {stop: 'unrecorded'} : {stop: 'nothing-left'}
  if (destination.reach === 'answered' && destination.marks === undefined && missing.includes('destination') && copy === 'unknown')
    return unclearAt('destination', destination.work.detail)
  if (!aborted && source.reach === 'answered') {
    if (state === 'unknown') return unclearAt('source', source.work.detail)
    const only = onlyCopyAt(view)
    if (only !== undefined && !withLoss) return {stop: 'only-copy', at: only}
    if (only === undefined && missing.includes('source') && state !== 'running') return {stop: 'unrecorded'}
    if (destination.reach === 'silent' && source.marks?.preparing !== undefined) return unknownAt('destination', destination.why)
  }
  const unmarked = (['source', 'destination'] as const).some((side) => {
    const marks = marksAt(view, side)
    return marks !== undefined && (marks.aborting ?? marks.aborted) === undefined
  })
  if (unmarked) return 'mark'
  if (copy !== 'none' && marksAt(view, 'destination') !== undefined) return 'destroy'
  if (!aborted && marksAt(view, 'source') !== undefined) return ['absent', 'stored', 'lost'].includes(state) ? 'close' : 'recover'
  const open = destination.reach === 'answered' && destination.marks !== undefined && destination.marks.aborted === undefined
  return open ? 'close' : 'done'
}

/** Why a move that is committed, or may be, cannot be taken back; undefined when it can. */
function whyCommitted(view: MoveView, withLoss: boolean): Stop | undefined {
  const {source, destination} = view
  if (destination.reach === 'gone') return withLoss ? undefined : {stop: 'destination-gone', why: destination.why}
  if (destination.reach === 'silent')
    return isCommitted(view) === 'unknown' ? unknownAt('destination', 'COMMIT had begun') : {stop: 'committed'}
  const copy = destination.work.state
  if (destination.marks?.verified !== undefined) return {stop: 'committed'}
  if (destination.marks === undefined && copy === 'unknown') return unclearAt('destination', destination.work.detail)
  if (isPreparedOnly(view)) return withLoss || destination.marks?.started === undefined ? undefined : {stop: 'not-started'}
  if (!['none', 'failed', 'staged', 'stored'].includes(copy)) return {stop: 'committed'}
  // The copy is proven not to exist. It may have run only if it was marked so, or if that record is gone.
  if (withLoss || (destination.marks !== undefined && destination.marks.started === undefined)) return undefined
  const older = olderState(view)
  if (older !== undefined) return lostStop(view, older)
  const isAbsent = source.reach === 'answered' && source.work.state === 'absent'
  return missingRecords(view).length > 0 && isAbsent ? {stop: 'unrecorded'} : {stop: 'committed'}
}
