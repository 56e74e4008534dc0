import {asSentence} from '@ops/core/text'
import {type Advice, advise} from './advise.ts'
import {
  isAborting,
  isClosed,
  isCommitted,
  isPreparedOnly,
  isSettled,
  marksAt,
  missingRecords,
  type MoveState,
  type MoveView,
  olderState,
  sourceHasNothing,
} from './move-view.ts'
import {backwardStep} from './backward-step.ts'
import {describeSource, destinationGone, missingSentence, silence, type MoveNames} from './describe-move.ts'
import {forwardStep} from './forward-step.ts'
import {isStop} from './stop.ts'

export type {MoveNames} from './describe-move.ts'

export interface Evaluation {
  state: MoveState
  /** One sentence: where the work is, and whether it runs. */
  sentence: string
  advice: Advice
}

interface Found {
  state: MoveState
  sentence: string
  /** Preferred while both are possible. */
  way?: 'abort' | 'resume'
}

/** Derives the state of a move from what both hosts answered. */
export function evaluateMove(view: MoveView, names: MoveNames): Evaluation {
  const {state, sentence, way} = find(view, names)
  const missing = state === 'UNRECORDED' || state === 'VERIFIED' || state === 'ABORTED' ? [] : missingRecords(view)
  const whole = missing.length === 0 ? sentence : `${sentence} ${missingSentence(missing, names)}`
  return {state, sentence: whole, advice: way === undefined ? 'none' : advise(view, way)}
}

function find(view: MoveView, names: MoveNames): Found {
  const {workload} = names
  if (isClosed(view)) return {state: 'CLOSED', sentence: `The move of ${workload} was closed by its operator.`}
  if (isSettled(view)) return {state: 'SETTLED', sentence: `The move of ${workload} is finished, and both hosts have deleted its record.`}
  const steps = [forwardStep(view), backwardStep(view, {withLoss: false})]
  if (steps.every((step) => isStop(step) && step.stop === 'unrecorded')) return unrecorded(view, names)
  const committed = isCommitted(view)
  return committed === 'unknown' ? maybeCommitted(view, names) : committed === 'yes' ? afterCommit(view, names) : beforeCommit(view, names)
}

function unrecorded(view: MoveView, names: MoveNames): Found {
  const {source} = view
  const seen = source.reach === 'answered' ? ` On ${names.source}: ${asSentence(source.work.detail)}` : ''
  const sentence = `${missingSentence(missingRecords(view), names)} ops cannot tell where ${names.workload} is.${seen}`
  return {state: 'UNRECORDED', sentence, way: 'abort'}
}

function maybeCommitted(view: MoveView, names: MoveNames): Found {
  const {workload, destination} = names
  if (view.destination.reach === 'gone') return destinationGone(view, names, `${workload} may be committed to ${destination}`)
  if (view.destination.reach === 'answered') return copyGone(view, names)
  const sentence = `ops cannot tell whether ${workload} is committed to ${destination}: COMMIT had begun, and ${silence(view, names)}.`
  return {state: 'UNKNOWN', sentence, way: 'resume'}
}

/** The move is, or may be, committed, and its copy ran or may have run; it is not there any more. */
function copyGone(view: MoveView, names: MoveNames): Found {
  const {source, destination} = view
  const {workload} = names
  if (destination.reach === 'answered' && destination.work.state === 'unknown')
    return {state: 'UNKNOWN', sentence: `${workload} may be committed: ${asSentence(destination.work.detail)}`, way: 'resume'}
  const older = olderState(view)
  if (older !== undefined) {
    const ran = marksAt(view, 'destination') === undefined ? 'may have run' : 'was started'
    const where = `${older.as === 'held' ? 'is held on' : 'exists in images on'} ${names[older.at]}`
    const sentence = `${workload} ${ran} on ${names.destination} and no longer exists there; its older state ${where}.`
    return {state: 'LOST', sentence, way: older.as === 'held' ? 'abort' : 'resume'}
  }
  if (source.reach === 'answered' && !sourceHasNothing(view))
    return {state: 'UNKNOWN', sentence: `${workload} may be committed: ${asSentence(source.work.detail)}`, way: 'resume'}
  const sentence = `${workload} ran on ${names.destination} and has ended there; no state is left on ${names.source}.`
  return {state: 'RELEASED', sentence, way: 'resume'}
}

function afterCommit(view: MoveView, names: MoveNames): Found {
  const {source, destination} = view
  const {workload} = names
  const committed = `${workload} is committed to ${names.destination}`
  if (destination.reach === 'gone') return destinationGone(view, names, committed)
  if (destination.reach !== 'answered') return {state: 'UNKNOWN', sentence: `${committed}, which does not answer.`, way: 'resume'}
  const {work, marks} = destination
  if (marks?.verified !== undefined || (marks === undefined && marksAt(view, 'source')?.verified !== undefined))
    return verified(view, names)
  if (work.state === 'running') {
    const runs = `${workload} runs on ${names.destination}`
    if (sourceHasNothing(view))
      return {state: 'RELEASED', sentence: `${runs} and is gone from ${names.source}; only the clean-up is left.`, way: 'resume'}
    const rest = source.reach === 'answered' ? `its held copy on ${names.source} is still to be released` : silence(view, names)
    return {state: 'RUNNING', sentence: `${runs}; ${rest}.`, way: 'resume'}
  }
  if (work.state === 'prepared') return committedOnly(view, names, work.detail)
  if (work.state === 'unknown') return {state: 'UNKNOWN', sentence: `${committed}: ${asSentence(work.detail)}`, way: 'resume'}
  if (marks !== undefined && marks.started === undefined) {
    const held = source.reach === 'answered' && source.work.state === 'held'
    const sentence = `${committed}, but its copy there is gone without ever having run.`
    return {state: 'COMMITTED', sentence, way: held ? 'abort' : 'resume'}
  }
  return copyGone(view, names)
}

/** Committed, and not running at the destination: not started yet, or its start has failed. */
function committedOnly(view: MoveView, names: MoveNames, detail: string): Found {
  const {workload, source, destination, run} = names
  const committed = `${workload} is committed to ${destination}`
  if (isStop(forwardStep(view)))
    return {state: 'COMMITTED', sentence: `${committed} and does not run there, but it runs on ${source}.`, way: 'abort'}
  if (marksAt(view, 'destination')?.started === undefined)
    return {state: 'COMMITTED', sentence: `${committed} and ready to be started there.`, way: 'resume'}
  const other = isPreparedOnly(view)
    ? ` If it cannot be started there, ops evacuate abort ${run} --with-loss REASON starts it on ${source} again.`
    : ''
  return {state: 'COMMITTED', sentence: `${committed}, and its start had begun there: ${asSentence(detail)}${other}`, way: 'resume'}
}

function verified(view: MoveView, {workload, source, destination}: MoveNames): Found {
  const moved = `${workload} was moved to ${destination}`
  const step = forwardStep(view)
  if (step === 'done') return {state: 'VERIFIED', sentence: `${moved}.`}
  const rest = step === 'release' ? 'its held copy there is still to be released' : 'its images there are still to be removed'
  return {state: 'RELEASED', sentence: `${moved}; ${source} answers again, and ${rest}.`, way: 'resume'}
}

function beforeCommit(view: MoveView, names: MoveNames): Found {
  const {source, destination} = view
  const marks = [marksAt(view, 'source'), marksAt(view, 'destination')].filter((one) => one !== undefined)
  const unmoved = `${names.workload} was not moved from ${names.source}`
  if (marksAt(view, 'source')?.aborted !== undefined) return afterAbort(view, names, unmoved)
  const sourceForgot = source.reach === 'answered' && source.marks === undefined
  if (sourceForgot && marksAt(view, 'destination')?.aborted !== undefined) return {state: 'ABORTED', sentence: `${unmoved}.`}
  if (isAborting(view)) {
    const sentence = `The abort was begun and not finished; ${describeSource(view, names)}.`
    return {state: 'ABORTING', sentence, way: 'abort'}
  }
  // Nothing is done before both hosts have their records: one without a record proves that for both.
  const answers = [source, destination].some(({reach}) => reach === 'answered')
  if (marks.length === 0 && !view.journal.reserved && answers)
    return {state: 'PLANNED', sentence: `Nothing was changed; ${describeSource(view, names)}.`}
  return inProgress(view, names)
}

/** The source is marked as aborted. Finds what is left to do at the destination. */
function afterAbort(view: MoveView, names: MoveNames, unmoved: string): Found {
  const {destination} = view
  const copy = destination.reach === 'answered' && destination.marks !== undefined ? destination.work.state : 'none'
  if (copy !== 'none') {
    const remains = copy === 'running' ? `a second copy runs on ${names.destination} and is` : `remains on ${names.destination} are`
    return {state: 'ABORTING', sentence: `${describeSource(view, names)}; ${remains} still to be removed.`, way: 'abort'}
  }
  const step = backwardStep(view, {withLoss: false})
  if (step === 'mark' || step === 'close')
    return {state: 'ABORTING', sentence: `${unmoved}, and the record on ${names.destination} is still to be closed.`, way: 'abort'}
  return {state: 'ABORTED', sentence: `${unmoved}.`}
}

/** Finds the state before COMMIT; the copy decides first, then the source. */
function inProgress(view: MoveView, names: MoveNames): Found {
  const {source, destination} = view
  const {workload} = names
  const where = describeSource(view, names)
  const copy = destination.reach === 'answered' ? destination.work.state : 'none'
  if (source.reach === 'silent') return sourceSilent(view, names)
  const state = source.reach === 'gone' ? 'gone' : source.work.state
  const way = state === 'stored' || sourceHasNothing(view) ? 'resume' : 'abort'
  const copies: Record<string, Found> = {
    prepared: {state: 'PREPARED', sentence: `${where}; its copy on ${names.destination} is complete and does not run.`, way},
    making: {state: 'PREPARING', sentence: `${where}; a copy was being made on ${names.destination}.`, way},
    failed: {state: 'PREPARING', sentence: `${where}; a copy was being made on ${names.destination}.`, way},
    staged: {state: 'SHIPPED', sentence: `${where}; its images have arrived on ${names.destination}.`, way},
    stored: {state: 'SHIPPED', sentence: `${where}; its images arrived on ${names.destination} before that was restarted.`, way},
  }
  const found = copies[copy]
  if (found !== undefined) return found
  if (destination.reach === 'silent' && marksAt(view, 'source')?.preparing !== undefined)
    return {state: 'UNKNOWN', sentence: `${where}; ${names.destination} does not answer and may hold a copy.`, way}
  if (source.reach === 'answered' && state === 'unknown')
    return {state: 'UNKNOWN', sentence: `COMMIT was not reached: ${asSentence(source.work.detail)}`, way}
  if (destination.reach === 'answered' && destination.marks !== undefined && copy === 'unknown')
    return {state: 'UNKNOWN', sentence: `COMMIT was not reached: ${asSentence(destination.work.detail)}`, way}
  if (state === 'held' || state === 'stored' || state === 'gone') return {state: 'HELD', sentence: `${where}.`, way}
  if (state === 'holding') return {state: 'HOLDING', sentence: `${workload} is being frozen on ${names.source}.`, way}
  if (source.reach === 'answered' && state === 'lost')
    return {state: 'ENDED', sentence: `${workload} was held on ${names.source}; ${asSentence(source.work.detail)}`, way: 'abort'}
  if (state === 'absent')
    return {state: 'ENDED', sentence: `${workload} ended on ${names.source}, or that was restarted, before it was held.`, way: 'abort'}
  return {state: 'RESERVED', sentence: `${where}; no copy of it was made.`, way}
}

function sourceSilent({destination}: MoveView, names: MoveNames): Found {
  const copy =
    destination.reach !== 'answered'
      ? `${names.destination} does not answer either`
      : destination.work.state === 'prepared'
        ? `a complete copy on ${names.destination} does not run`
        : `nothing runs on ${names.destination}`
  return {state: 'UNKNOWN', sentence: `${names.source} does not answer; ${copy}, and COMMIT was not reached.`, way: 'abort'}
}
