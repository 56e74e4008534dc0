import {
  hasArrived,
  isAborting,
  isClosed,
  isCommitted,
  isSettled,
  marksAt,
  missingRecords,
  type MoveView,
  type OlderState,
  olderState,
  onlyCopyAt,
  sourceHasNothing,
} from './move-view.ts'
import {type StepOptions, type Stop, unclearAt, unknownAt} from './stop.ts'

/**
 * The steps that finish a move; every step may be repeated. `clear` removes a failed attempt of the destination and keeps its
 * images; `reopen` gives up an abort that would destroy the only copy; `uncommit` takes COMMIT back, because its copy is gone.
 */
export type ForwardStep =
  | 'reserve'
  | 'hold'
  | 'ship'
  | 'destroy'
  | 'clear'
  | 'prepare'
  | 'commit'
  | 'start'
  | 'release'
  | 'verify'
  | 'reopen'
  | 'uncommit'
  | 'done'

export function forwardStep(view: MoveView, {withLoss}: StepOptions = {withLoss: false}): ForwardStep | Stop {
  if (isSettled(view)) return isClosed(view) ? {stop: 'closed'} : 'done'
  const missing = missingRecords(view)
  if (missing.length === 2) return {stop: 'unrecorded'}
  const committed = isCommitted(view)
  const {destination} = view
  if (destination.reach === 'gone' && committed !== 'no') return {stop: 'destination-gone', why: destination.why}
  if (destination.reach !== 'answered') return unknownAt('destination', destination.why)
  if (committed !== 'no') return afterCommit(view, withLoss)
  if (isAborting(view)) return onlyCopyAt(view) === undefined ? {stop: 'aborting'} : 'reopen'
  return beforeCommit(view)
}

function beforeCommit(view: MoveView): ForwardStep | Stop {
  const {source, destination} = view
  if (source.reach === 'silent') return unknownAt('source', source.why)
  if (destination.reach !== 'answered') return unknownAt('destination', destination.why)
  const copy = destination.work.state
  const isMissing = missingRecords(view).includes('source')
  const isRecorded = destination.marks !== undefined || missingRecords(view).includes('destination')
  if (copy === 'unknown' && isRecorded) return unclearAt('destination', destination.work.detail)
  if (sourceHasNothing(view) && (source.reach === 'gone' || isMissing || source.marks !== undefined)) {
    if (hasArrived(view)) return fromDestination(copy)
    if (source.reach === 'gone') return {stop: 'source-off', why: source.why}
    return isMissing ? {stop: 'unrecorded'} : nothingAt(source)
  }
  if (source.reach !== 'answered') return unknownAt('source', source.why)
  const state = source.work.state
  if (isMissing && state === 'unknown') return unclearAt('source', source.work.detail)
  if (source.marks === undefined || destination.marks === undefined) return 'reserve'
  if (state === 'unknown') return unclearAt('source', source.work.detail)
  if (state === 'running' || state === 'holding') return copy === 'none' ? 'hold' : 'destroy'
  if (copy === 'prepared') return 'commit'
  if (copy === 'none' || copy === 'stored') return 'ship'
  return copy === 'staged' || copy === 'making' ? 'prepare' : 'destroy'
}

/** The next step when the destination has the only state of the work. */
function fromDestination(copy: string): ForwardStep {
  if (copy === 'prepared') return 'commit'
  return copy === 'failed' ? 'clear' : 'prepare'
}

function nothingAt(source: MoveView['source']): Stop {
  return source.reach === 'answered' && source.work.state === 'lost' ? {stop: 'images-gone', why: source.work.detail} : {stop: 'ended'}
}

function afterCommit(view: MoveView, withLoss: boolean): ForwardStep | Stop {
  const {source, destination} = view
  if (destination.reach !== 'answered') return unknownAt('destination', destination.why)
  if (destination.marks?.verified !== undefined) return stepForRemains(source)
  if (destination.marks === undefined && marksAt(view, 'source')?.verified !== undefined) return 'done'
  const copy = destination.work.state
  // Without its record it cannot be told from other processes.
  if (destination.marks === undefined && copy !== 'none') return unclearAt('destination', destination.work.detail)
  if (copy === 'prepared') return whyNotStart(view) ?? 'start'
  if (copy === 'unknown' || copy === 'making') return unclearAt('destination', destination.work.detail)
  const sourceOver = source.reach === 'gone' || (source.reach === 'answered' && source.work.state === 'absent')
  if (copy === 'running') {
    if (sourceOver) return 'verify'
    if (source.reach !== 'answered') return unknownAt('source', source.why)
    return source.marks === undefined ? unclearAt('source', source.work.detail) : 'release'
  }
  if (source.reach === 'silent') return unknownAt('source', source.why)
  // The copy does not exist. It never ran unless it was marked as started, which is on disk before it is thawed.
  const neverRan = destination.marks !== undefined && destination.marks.started === undefined
  if (neverRan && !(sourceHasNothing(view) && !hasArrived(view))) return 'uncommit'
  if (neverRan) return missingRecords(view).length > 0 ? {stop: 'unrecorded'} : nothingAt(source)
  const older = olderState(view)
  if (older !== undefined) return withLoss ? 'uncommit' : lostStop(view, older)
  if (source.reach === 'answered' && source.work.state !== 'absent' && source.work.state !== 'lost')
    return unclearAt('source', source.work.detail)
  if (destination.marks === undefined) return {stop: 'unrecorded'}
  return sourceOver ? 'verify' : 'release'
}

/** A source that runs again was started from outside; to start the destination too would make two copies. */
function whyNotStart(view: MoveView): Stop | undefined {
  const {source} = view
  if (source.reach !== 'answered' || (source.work.state !== 'running' && source.work.state !== 'holding')) return undefined
  if (source.marks === undefined) return unclearAt('source', source.work.detail)
  return {stop: 'source-runs', started: marksAt(view, 'destination')?.started !== undefined}
}

export function lostStop(view: MoveView, older: OlderState): Stop {
  return {stop: 'lost', older, may: marksAt(view, 'destination') === undefined}
}

/** A source that was declared gone and answers again may still hold the work that has run elsewhere since. */
function stepForRemains(source: MoveView['source']): ForwardStep | Stop {
  if (source.reach !== 'answered' || source.marks === undefined || source.marks.verified !== undefined) return 'done'
  if (source.work.state === 'unknown') return unclearAt('source', source.work.detail)
  return source.work.state === 'absent' ? 'verify' : 'release'
}
