import {isCommitted, isForgotten, type MoveView} from './move-view.ts'

/** The steps that finish a move; every step may be repeated. */
export type ForwardStep = 'reserve' | 'hold' | 'ship' | 'destroy' | 'prepare' | 'commit' | 'start' | 'release' | 'verify' | 'done'

/** The steps that take a move back; every step may be repeated. */
export type BackwardStep = 'mark' | 'destroy' | 'recover' | 'close' | 'done'

/** Why no step may be taken. */
export type Stop =
  | {stop: 'ended' | 'lost' | 'never-ran' | 'aborting' | 'committed'}
  /** Where the only copy is: as images at the source, or complete at the destination. */
  | {stop: 'only-copy'; at: 'source' | 'destination'}
  /** The move is committed to a destination that runs nothing any more. */
  | {stop: 'destination-gone'; why: string}
  | {stop: 'unknown'; side: 'source' | 'destination'; why: string}

export const isStop = (step: ForwardStep | BackwardStep | Stop): step is Stop => typeof step === 'object'

const unknownAt = (side: 'source' | 'destination', why: string): Stop => ({stop: 'unknown', side, why})

export function forwardStep(view: MoveView): ForwardStep | Stop {
  if (isForgotten(view)) return 'done'
  const committed = isCommitted(view)
  const {source, destination} = view
  if (destination.reach === 'gone' && committed !== 'no') return {stop: 'destination-gone', why: destination.why}
  if (destination.reach !== 'answered') return unknownAt('destination', destination.why)
  if (committed === 'yes') return afterCommit(view)
  if (isAborting(view)) return {stop: 'aborting'}
  const copy = destination.work.state
  if (source.reach === 'silent') return unknownAt('source', source.why)
  if (source.reach === 'gone') return copy === 'prepared' ? 'commit' : unknownAt('source', source.why)
  if (source.marks === undefined || destination.marks === undefined) return 'reserve'
  if (copy === 'unknown') return unknownAt('destination', destination.work.detail)
  const state = source.work.state
  if (state === 'unknown') return unknownAt('source', source.work.detail)
  if (state === 'running' || state === 'holding') return copy === 'none' ? 'hold' : 'destroy'
  if (copy === 'prepared' && state !== 'absent') return 'commit'
  if (state === 'absent') return {stop: 'ended'}
  if (copy === 'none') return 'ship'
  return copy === 'staged' || copy === 'making' ? 'prepare' : 'destroy'
}

function afterCommit({source, destination}: MoveView): ForwardStep | Stop {
  if (destination.reach !== 'answered') return unknownAt('destination', destination.why)
  if (destination.marks?.verified !== undefined) return stepForRemains(source)
  const copy = destination.work.state
  if (copy === 'prepared') return 'start'
  if (copy === 'unknown' || copy === 'making') return unknownAt('destination', destination.work.detail)
  const sourceOver = source.reach === 'gone' || (source.reach === 'answered' && source.work.state === 'absent')
  if (copy === 'running') {
    if (sourceOver) return 'verify'
    return source.reach === 'silent' ? unknownAt('source', source.why) : 'release'
  }
  // The copy does not exist. It never ran unless it was marked as started, which is on disk before it is thawed.
  if (destination.marks?.started === undefined) return {stop: 'never-ran'}
  return sourceOver ? 'verify' : {stop: 'lost'}
}

/** A source that was declared gone and answers again may still hold the work that has run elsewhere since. */
function stepForRemains(source: MoveView['source']): ForwardStep | Stop {
  if (source.reach !== 'answered' || source.marks === undefined || source.marks.verified !== undefined) return 'done'
  if (source.work.state === 'unknown') return unknownAt('source', source.work.detail)
  return source.work.state === 'absent' ? 'verify' : 'release'
}

function isAborting({source, destination}: MoveView): boolean {
  return [source, destination].some((side) => side.reach === 'answered' && (side.marks?.aborting ?? side.marks?.aborted) !== undefined)
}

export interface BackwardOptions {
  /** Continues from the source's older state although the copy ran, or gives the stored state up. */
  withLoss: boolean
}

export function backwardStep(view: MoveView, {withLoss}: BackwardOptions): BackwardStep | Stop {
  if (isForgotten(view)) return 'done'
  const {source, destination} = view
  const committed = isCommitted(view)
  if (committed !== 'no' && destination.reach === 'gone') {
    if (!withLoss) return {stop: 'destination-gone', why: destination.why}
  } else if (committed === 'unknown') return unknownAt('destination', 'COMMIT had begun')
  else if (committed === 'yes' && !mayUncommit(view, withLoss)) return {stop: 'committed'}
  if (source.reach === 'silent') return unknownAt('source', source.why)
  const copy = destination.reach === 'answered' ? destination.work.state : 'none'
  if (source.reach === 'gone') return copy === 'none' ? {stop: 'ended'} : {stop: 'only-copy', at: 'destination'}
  const state = source.work.state
  const aborted = source.marks?.aborted !== undefined
  // Released: it ran at a destination that is gone now, and no older state is left to continue from.
  if (committed !== 'no' && state === 'absent') return {stop: 'ended'}
  if (!aborted) {
    if (state === 'unknown') return unknownAt('source', source.work.detail)
    if (state === 'stored' && !withLoss) return {stop: 'only-copy', at: copy === 'prepared' ? 'destination' : 'source'}
    if (state === 'absent' && copy === 'prepared' && !withLoss) return {stop: 'only-copy', at: 'destination'}
    if (destination.reach === 'silent' && source.marks?.preparing !== undefined) return unknownAt('destination', destination.why)
  }
  const unmarked = [source, destination].some(
    (side) => side.reach === 'answered' && side.marks !== undefined && (side.marks.aborting ?? side.marks.aborted) === undefined,
  )
  if (unmarked) return 'mark'
  if (copy !== 'none') return 'destroy'
  if (!aborted && source.marks !== undefined) return state === 'absent' || state === 'stored' ? 'close' : 'recover'
  const open = destination.reach === 'answered' && destination.marks !== undefined && destination.marks.aborted === undefined
  return open ? 'close' : 'done'
}

/** A committed move may go back only when its copy is proven not to exist and never ran (or the loss is accepted). */
function mayUncommit({destination}: MoveView, withLoss: boolean): boolean {
  if (destination.reach !== 'answered' || destination.marks?.verified !== undefined) return false
  const copy = destination.work.state
  if (copy !== 'none' && copy !== 'failed' && copy !== 'staged') return false
  return destination.marks?.started === undefined || withLoss
}
