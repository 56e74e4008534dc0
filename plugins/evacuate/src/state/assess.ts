import {backwardStep, forwardStep, isStop} from './next-step.ts'
import {isCommitted, isForgotten, type MoveState, type MoveView} from './view.ts'

/** What to type next; `none` when it is settled or when nothing helps but to reach a host again. */
export type Advice = 'none' | 'abort' | 'resume'

export interface Assessment {
  state: MoveState
  /** One sentence: where the work is, and whether it runs. */
  sentence: string
  advice: Advice
}

/** Reads the state of a move off what both hosts told. */
export function assess(view: MoveView, names: {source: string; destination: string}): Assessment {
  if (isForgotten(view)) return {state: 'SETTLED', sentence: 'It is settled, and both hosts have put its record away.', advice: 'none'}
  const committed = isCommitted(view)
  const found = committed === 'unknown' ? doubt(view, names) : committed === 'yes' ? afterCommit(view, names) : beforeCommit(view, names)
  return {...found, advice: feasible(view, found.advice)}
}

/** The advice, unless that command would refuse: then the other one, or none. */
function feasible(view: MoveView, advice: Advice): Advice {
  if (advice === 'none') return 'none'
  const can = {resume: !isStop(forwardStep(view)), abort: !isStop(backwardStep(view, {withLoss: false}))}
  const other = advice === 'abort' ? 'resume' : 'abort'
  return can[advice] ? advice : can[other] ? other : 'none'
}

interface Names {
  source: string
  destination: string
}

function silent({source, destination}: MoveView, names: Names): string {
  const who = [source.reach === 'silent' ? names.source : '', destination.reach === 'silent' ? names.destination : ''].filter(Boolean)
  return `${who.join(' and ')} ${who.length > 1 ? 'do' : 'does'} not answer.`
}

function doubt(view: MoveView, names: Names): Assessment {
  if (view.destination.reach === 'gone') return gone(view, names, 'COMMIT had begun')
  return {state: 'UNKNOWN', sentence: `COMMIT had begun and ${silent(view, names)}`, advice: 'none'}
}

/** Committed to a destination without power: its copy of a process is lost, a service may start there again. */
function gone({source}: MoveView, names: Names, how: string): Assessment {
  const held = source.reach === 'answered' && (source.work.state === 'held' || source.work.state === 'stored')
  const older = held ? `; its older state is held on ${names.source}` : ''
  return {state: 'LOST', sentence: `${how}, and ${names.destination} has no power${older}.`, advice: 'none'}
}

function afterCommit(view: MoveView, names: Names): Assessment {
  const {source, destination} = view
  const at = `on ${names.destination}`
  if (destination.reach === 'gone') return gone(view, names, 'It is committed')
  if (destination.reach !== 'answered')
    return {state: 'UNKNOWN', sentence: `It is committed to ${names.destination}, which does not answer.`, advice: 'none'}
  const {work, marks} = destination
  const sourceOver = source.reach === 'gone' || (source.reach === 'answered' && source.work.state === 'absent')
  if (marks?.verified !== undefined) return verified(view, names)
  if (work.state === 'running') {
    if (sourceOver)
      return {state: 'RELEASED', sentence: `It runs ${at} and is gone from ${names.source}; only tidying is left.`, advice: 'resume'}
    const held = source.reach === 'answered' ? `its held copy on ${names.source} is still to be released` : silent(view, names)
    return {state: 'RUNNING', sentence: `It runs ${at}; ${held}.`.replace('..', '.'), advice: 'resume'}
  }
  if (work.state === 'prepared')
    return {
      state: 'COMMITTED',
      sentence: `It is committed to ${names.destination} and stands still there, ready to be started.`,
      advice: 'resume',
    }
  if (work.state === 'unknown') return {state: 'UNKNOWN', sentence: `It is committed; ${work.detail}`, advice: 'none'}
  if (marks?.started === undefined) {
    return {state: 'COMMITTED', sentence: `It is committed, but its copy ${at} is gone without ever having run.`, advice: 'resume'}
  }
  if (sourceOver)
    return {state: 'RELEASED', sentence: `It ran ${at} and has ended there; nothing of it is left on ${names.source}.`, advice: 'resume'}
  return {
    state: 'LOST',
    sentence: `It was started ${at} and is not there any more; its older state is held on ${names.source}.`,
    advice: 'none',
  }
}

function verified(view: MoveView, names: Names): Assessment {
  const sentence = `It was moved to ${names.destination}`
  if (forwardStep(view) === 'done') return {state: 'VERIFIED', sentence: `${sentence}.`, advice: 'none'}
  const left = forwardStep(view) === 'release' ? 'its held copy is still to be released' : 'its images are still to be removed'
  return {state: 'RELEASED', sentence: `${sentence}; ${names.source} answers again, where ${left}.`, advice: 'resume'}
}

function beforeCommit(view: MoveView, names: Names): Assessment {
  const {source, destination} = view
  const marks = [source, destination].flatMap((side) => (side.reach === 'answered' && side.marks !== undefined ? [side.marks] : []))
  if (source.reach === 'answered' && source.marks?.aborted !== undefined) {
    const copy = destination.reach === 'answered' ? destination.work.state : 'none'
    if (copy !== 'none') {
      const remains = copy === 'running' ? `a second copy runs on ${names.destination} and is` : `remains on ${names.destination} are`
      return {state: 'ABORTING', sentence: `It stays on ${names.source}; ${remains} still to be removed.`, advice: 'abort'}
    }
    const stayed = `It was not moved; it stayed on ${names.source}`
    const step = backwardStep(view, {withLoss: false})
    if (step === 'mark' || step === 'settle')
      return {state: 'ABORTING', sentence: `${stayed}, and the record on ${names.destination} is still to be closed.`, advice: 'abort'}
    return {state: 'ABORTED', sentence: `${stayed}.`, advice: 'none'}
  }
  if (
    source.reach === 'answered' &&
    source.marks === undefined &&
    destination.reach === 'answered' &&
    destination.marks?.aborted !== undefined
  ) {
    return {state: 'ABORTED', sentence: `It was not moved; it stayed on ${names.source}.`, advice: 'none'}
  }
  if (marks.some(({aborting}) => aborting !== undefined)) {
    return {state: 'ABORTING', sentence: `Its abort was begun and not finished; ${whereSource(view, names)}.`, advice: 'abort'}
  }
  // Nothing is done before both hosts have their records: one that has none tells for both.
  if (marks.length === 0 && !view.journal.reserved && [source, destination].some(({reach}) => reach === 'answered')) {
    return {state: 'PLANNED', sentence: `Nothing was touched; ${whereSource(view, names)}.`, advice: 'none'}
  }
  return underWay(view, names)
}

/** Which state before COMMIT, from the copy back to the source. */
function underWay(view: MoveView, names: Names): Assessment {
  const {source, destination} = view
  const copy = destination.reach === 'answered' ? destination.work.state : 'none'
  const still = `${whereSource(view, names)}`
  if (source.reach === 'silent') {
    const there =
      destination.reach === 'answered' && copy === 'prepared'
        ? `a copy stands still on ${names.destination}`
        : `nothing runs on ${names.destination}`
    return {
      state: 'UNKNOWN',
      sentence: `${names.source} does not answer; ${destination.reach === 'answered' ? there : `nor does ${names.destination}`}, and COMMIT was not reached.`,
      advice: 'none',
    }
  }
  const held = source.reach === 'gone' || source.work.state === 'held' || source.work.state === 'stored'
  const gone = source.reach === 'gone' || source.work.state === 'absent' || source.work.state === 'stored'
  if (copy === 'prepared')
    return {
      state: 'PREPARED',
      sentence: `${cap(still)}; its copy on ${names.destination} is complete and stands still.`,
      advice: gone ? 'resume' : 'abort',
    }
  if (copy === 'making' || copy === 'failed')
    return {
      state: 'PREPARING',
      sentence: `${cap(still)}; a copy was being made on ${names.destination}.`,
      advice: gone ? 'resume' : 'abort',
    }
  if (copy === 'staged')
    return {
      state: 'SHIPPED',
      sentence: `${cap(still)}; its images have arrived on ${names.destination}.`,
      advice: gone ? 'resume' : 'abort',
    }
  if (destination.reach === 'silent' && source.reach === 'answered' && source.marks?.preparing !== undefined) {
    return {state: 'UNKNOWN', sentence: `${cap(still)}; ${names.destination} does not answer and may hold a copy.`, advice: 'none'}
  }
  if (copy === 'unknown' || (source.reach === 'answered' && source.work.state === 'unknown')) {
    const detail =
      source.reach === 'answered' && source.work.state === 'unknown'
        ? source.work.detail
        : destination.reach === 'answered'
          ? destination.work.detail
          : ''
    return {state: 'UNKNOWN', sentence: `COMMIT was not reached; ${detail}`, advice: 'abort'}
  }
  if (held) return {state: 'HELD', sentence: `${cap(still)}.`, advice: gone ? 'resume' : 'abort'}
  if (source.reach === 'answered' && source.work.state === 'holding')
    return {state: 'HOLDING', sentence: `It is being frozen on ${names.source}.`, advice: 'abort'}
  if (gone) return {state: 'ENDED', sentence: `It ended on ${names.source} before it was held.`, advice: 'abort'}
  return {state: 'RESERVED', sentence: `${cap(still)}; no copy of it was made.`, advice: 'abort'}
}

function whereSource({source}: MoveView, names: Names): string {
  if (source.reach !== 'answered') return `${names.source} ${source.reach === 'gone' ? 'has no power' : 'does not answer'}`
  const words = {
    running: `it runs on ${names.source}`,
    holding: `it is being frozen on ${names.source}`,
    held: `it is held on ${names.source} and does not run`,
    stored: `its processes are gone from ${names.source}, and so it is only in images there`,
    absent: `it is not on ${names.source}`,
    unknown: `whether it runs on ${names.source} is unknown`,
  }
  return words[source.work.state]
}

const cap = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
