import {asSentence} from '@ops/core/text'
import {isCommitted, isForgotten, type MoveState, type MoveView} from './move-view.ts'
import {backwardStep, forwardStep, isStop} from './next-step.ts'

/** The command that finishes the move; `none` when it is finished, or when only an answer of a host helps. */
export type Advice = 'none' | 'abort' | 'resume'

export interface Evaluation {
  state: MoveState
  /** One sentence: where the work is, and whether it runs. */
  sentence: string
  advice: Advice
}

export interface MoveNames {
  workload: string
  source: string
  destination: string
}

/** Derives the state of a move from what both hosts answered. */
export function evaluateMove(view: MoveView, names: MoveNames): Evaluation {
  if (isForgotten(view))
    return {
      state: 'SETTLED',
      sentence: `The move of ${names.workload} is finished, and both hosts have deleted its record.`,
      advice: 'none',
    }
  const committed = isCommitted(view)
  const found =
    committed === 'unknown' ? maybeCommitted(view, names) : committed === 'yes' ? afterCommit(view, names) : beforeCommit(view, names)
  return {...found, advice: feasible(view, found.advice)}
}

/** Returns the advice, unless that command would be refused; then the other command, or none. */
function feasible(view: MoveView, advice: Advice): Advice {
  if (advice === 'none') return 'none'
  const can = {resume: !isStop(forwardStep(view)), abort: !isStop(backwardStep(view, {withLoss: false}))}
  const other = advice === 'abort' ? 'resume' : 'abort'
  return can[advice] ? advice : can[other] ? other : 'none'
}

/** Clause that names the hosts that do not answer. */
function silence({source, destination}: MoveView, names: MoveNames): string {
  const hosts = [source.reach === 'silent' ? names.source : '', destination.reach === 'silent' ? names.destination : ''].filter(Boolean)
  return `${hosts.join(' and ')} ${hosts.length > 1 ? 'do' : 'does'} not answer`
}

function maybeCommitted(view: MoveView, names: MoveNames): Evaluation {
  const {workload, destination} = names
  if (view.destination.reach === 'gone') return destinationGone(view, names, `${workload} may be committed to ${destination}`)
  const sentence = `ops cannot tell whether ${workload} is committed to ${destination}: COMMIT had begun, and ${silence(view, names)}.`
  return {state: 'UNKNOWN', sentence, advice: 'none'}
}

/** The move is committed to a destination without power. A copied process is lost; a service may start there again. */
function destinationGone({source}: MoveView, names: MoveNames, start: string): Evaluation {
  const held = source.reach === 'answered' && (source.work.state === 'held' || source.work.state === 'stored')
  const older = held ? `; its older state is held on ${names.source}` : ''
  return {state: 'LOST', sentence: `${start}, which has no power${older}.`, advice: 'none'}
}

function afterCommit(view: MoveView, names: MoveNames): Evaluation {
  const {source, destination} = view
  const {workload} = names
  const committed = `${workload} is committed to ${names.destination}`
  if (destination.reach === 'gone') return destinationGone(view, names, committed)
  if (destination.reach !== 'answered') return {state: 'UNKNOWN', sentence: `${committed}, which does not answer.`, advice: 'none'}
  const {work, marks} = destination
  const sourceOver = source.reach === 'gone' || (source.reach === 'answered' && source.work.state === 'absent')
  if (marks?.verified !== undefined) return verified(view, names)
  if (work.state === 'running') {
    const runs = `${workload} runs on ${names.destination}`
    if (sourceOver)
      return {state: 'RELEASED', sentence: `${runs} and is gone from ${names.source}; only the clean-up is left.`, advice: 'resume'}
    const rest = source.reach === 'answered' ? `its held copy on ${names.source} is still to be released` : silence(view, names)
    return {state: 'RUNNING', sentence: `${runs}; ${rest}.`, advice: 'resume'}
  }
  if (work.state === 'prepared') return {state: 'COMMITTED', sentence: `${committed} and ready to be started there.`, advice: 'resume'}
  if (work.state === 'unknown') return {state: 'UNKNOWN', sentence: `${committed}: ${asSentence(work.detail)}`, advice: 'none'}
  if (marks?.started === undefined)
    return {state: 'COMMITTED', sentence: `${committed}, but its copy there is gone without ever having run.`, advice: 'resume'}
  if (sourceOver) {
    const sentence = `${workload} ran on ${names.destination} and has ended there; no state is left on ${names.source}.`
    return {state: 'RELEASED', sentence, advice: 'resume'}
  }
  const sentence = `${workload} was started on ${names.destination} and no longer exists there; its older state is held on ${names.source}.`
  return {state: 'LOST', sentence, advice: 'none'}
}

function verified(view: MoveView, {workload, source, destination}: MoveNames): Evaluation {
  const moved = `${workload} was moved to ${destination}`
  const step = forwardStep(view)
  if (step === 'done') return {state: 'VERIFIED', sentence: `${moved}.`, advice: 'none'}
  const rest = step === 'release' ? 'its held copy there is still to be released' : 'its images there are still to be removed'
  return {state: 'RELEASED', sentence: `${moved}; ${source} answers again, and ${rest}.`, advice: 'resume'}
}

function beforeCommit(view: MoveView, names: MoveNames): Evaluation {
  const {source, destination} = view
  const marks = [source, destination].flatMap((side) => (side.reach === 'answered' && side.marks !== undefined ? [side.marks] : []))
  const stayed = `${names.workload} was not moved; it stayed on ${names.source}`
  if (source.reach === 'answered' && source.marks?.aborted !== undefined) return afterAbort(view, names, stayed)
  const sourceForgot = source.reach === 'answered' && source.marks === undefined
  if (sourceForgot && destination.reach === 'answered' && destination.marks?.aborted !== undefined)
    return {state: 'ABORTED', sentence: `${stayed}.`, advice: 'none'}
  if (marks.some(({aborting}) => aborting !== undefined))
    return {state: 'ABORTING', sentence: `The abort was begun and not finished; ${describeSource(view, names)}.`, advice: 'abort'}
  // Nothing is done before both hosts have their records: one without a record proves that for both.
  if (marks.length === 0 && !view.journal.reserved && [source, destination].some(({reach}) => reach === 'answered'))
    return {state: 'PLANNED', sentence: `Nothing was changed; ${describeSource(view, names)}.`, advice: 'none'}
  return inProgress(view, names)
}

/** The source is marked as aborted. Finds what is left to do at the destination. */
function afterAbort(view: MoveView, names: MoveNames, stayed: string): Evaluation {
  const {destination} = view
  const copy = destination.reach === 'answered' ? destination.work.state : 'none'
  if (copy !== 'none') {
    const remains = copy === 'running' ? `a second copy runs on ${names.destination} and is` : `remains on ${names.destination} are`
    return {state: 'ABORTING', sentence: `${names.workload} stays on ${names.source}; ${remains} still to be removed.`, advice: 'abort'}
  }
  const step = backwardStep(view, {withLoss: false})
  if (step === 'mark' || step === 'close')
    return {state: 'ABORTING', sentence: `${stayed}, and the record on ${names.destination} is still to be closed.`, advice: 'abort'}
  return {state: 'ABORTED', sentence: `${stayed}.`, advice: 'none'}
}

/** Finds the state before COMMIT; the copy decides first, then the source. */
function inProgress(view: MoveView, names: MoveNames): Evaluation {
  const {source, destination} = view
  if (source.reach === 'silent') return sourceSilent(view, names)
  const copy = destination.reach === 'answered' ? destination.work.state : 'none'
  const where = describeSource(view, names)
  const held = source.reach === 'gone' || source.work.state === 'held' || source.work.state === 'stored'
  const gone = source.reach === 'gone' || source.work.state === 'absent' || source.work.state === 'stored'
  const advice = gone ? 'resume' : 'abort'
  if (copy === 'prepared')
    return {state: 'PREPARED', sentence: `${where}; its copy on ${names.destination} is complete and does not run.`, advice}
  if (copy === 'making' || copy === 'failed')
    return {state: 'PREPARING', sentence: `${where}; a copy was being made on ${names.destination}.`, advice}
  if (copy === 'staged') return {state: 'SHIPPED', sentence: `${where}; its images have arrived on ${names.destination}.`, advice}
  if (destination.reach === 'silent' && source.reach === 'answered' && source.marks?.preparing !== undefined)
    return {state: 'UNKNOWN', sentence: `${where}; ${names.destination} does not answer and may hold a copy.`, advice: 'none'}
  if (source.reach === 'answered' && source.work.state === 'unknown')
    return {state: 'UNKNOWN', sentence: `COMMIT was not reached: ${asSentence(source.work.detail)}`, advice: 'abort'}
  if (destination.reach === 'answered' && copy === 'unknown')
    return {state: 'UNKNOWN', sentence: `COMMIT was not reached: ${asSentence(destination.work.detail)}`, advice: 'abort'}
  if (held) return {state: 'HELD', sentence: `${where}.`, advice}
  if (source.reach === 'answered' && source.work.state === 'holding')
    return {state: 'HOLDING', sentence: `${names.workload} is being frozen on ${names.source}.`, advice: 'abort'}
  if (gone) return {state: 'ENDED', sentence: `${names.workload} ended on ${names.source} before it was held.`, advice: 'abort'}
  return {state: 'RESERVED', sentence: `${where}; no copy of it was made.`, advice: 'abort'}
}

function sourceSilent({destination}: MoveView, names: MoveNames): Evaluation {
  const copy =
    destination.reach !== 'answered'
      ? `${names.destination} does not answer either`
      : destination.work.state === 'prepared'
        ? `a complete copy on ${names.destination} does not run`
        : `nothing runs on ${names.destination}`
  return {state: 'UNKNOWN', sentence: `${names.source} does not answer; ${copy}, and COMMIT was not reached.`, advice: 'none'}
}

function describeSource({source}: MoveView, {workload, source: host}: MoveNames): string {
  if (source.reach !== 'answered') return `${host} ${source.reach === 'gone' ? 'has no power' : 'does not answer'}`
  const sentences = {
    running: `${workload} runs on ${host}`,
    holding: `${workload} is being frozen on ${host}`,
    held: `${workload} is held on ${host} and does not run`,
    stored: `${workload} exists only in images on ${host}, because its processes are gone`,
    lost: `${workload} was held on ${host}, and its processes and images are gone`,
    absent: `${workload} does not exist on ${host}`,
    unknown: `${workload} may run on ${host}`,
  }
  return sentences[source.work.state]
}
