import {inspectMove} from './inspect.ts'
import {marksAt, type MoveView} from './move-view.ts'
import {type ForwardStep, forwardStep} from './forward-step.ts'
import {isStop, type Stop} from './stop.ts'
import {type MoveSession, recordAt, toMove} from './session.ts'

/** Milliseconds that the lease must still last when COMMIT is written: three fsynced writes with room to spare. */
const commitMarginMs = 2000

/** How far a move went forward. */
export interface ForwardEnd {
  /** Results of the steps: bytes, outage, … */
  facts: Record<string, unknown>
  /** Why the move could not go on. Absent when the work was verified at its destination. */
  stop?: Stop
}

export interface ForwardInput {
  /** The operator's reason to continue from an older state although the copy ran; journalled. */
  withLoss?: string
}

/**
 * Moves the work forward from any state. Before COMMIT the signal ends the move (the caller takes it back). From COMMIT on
 * only `forced` ends it, because then a move must not stay half done.
 */
export async function goForward(
  session: MoveSession,
  signal: AbortSignal,
  forced: AbortSignal,
  {withLoss}: ForwardInput = {},
): Promise<ForwardEnd> {
  const facts: Record<string, unknown> = {}
  let view = await inspectMove(session, signal)
  let last: ForwardStep | undefined
  for (;;) {
    const step = forwardStep(view, {withLoss: withLoss !== undefined})
    if (isStop(step)) return {facts, stop: step}
    if (step === 'done') return {facts}
    // A step returns only after it has seen its effect. If it is needed again, something else changes the hosts.
    if (step === last) return {facts, stop: {stop: 'unknown', side: 'destination', why: `the step ${step} was taken and is needed again`}}
    last = step
    const mayStop = step !== 'start' && step !== 'release' && step !== 'verify'
    if (mayStop) signal.throwIfAborted()
    const found = await takeStep({session, view, step, withLoss}, mayStop ? signal : forced)
    Object.assign(facts, found)
    // COMMIT needs a fresh inspection of both hosts right before it; otherwise the result of the step is enough.
    view = mustInspect.includes(step) || found['ended'] === true ? await inspectMove(session, forced) : afterStep(view, step)
  }
}

/** Steps whose result does not tell the whole state. */
const mustInspect: readonly ForwardStep[] = ['destroy', 'clear', 'prepare', 'verify', 'reopen', 'uncommit']

interface StepInput {
  session: MoveSession
  view: MoveView
  step: ForwardStep
  withLoss: string | undefined
}

async function takeStep({session, view, step, withLoss}: StepInput, signal: AbortSignal): Promise<Record<string, unknown>> {
  const {run, plan, mover, lease, records} = session
  const move = toMove(session)
  const workload = plan.workload.name
  const {source, destination} = plan
  const act = (name: string, host: string, action: () => Promise<Record<string, unknown> | void>) =>
    run
      .act<Record<string, unknown> | void>(
        `evacuate.${name}`,
        {host, data: {workload, epoch: session.epoch, ...(withLoss === undefined ? {} : {withLoss})}},
        action,
      )
      .then((found) => found ?? {})
  session.progress.update({text: stepLabels[step] ?? step})
  switch (step) {
    case 'reserve':
      return act('reserve', source, async () => {
        await Promise.all([
          records.reserve(recordAt(session, 'source'), 'source', plan, signal),
          records.reserve(recordAt(session, 'destination'), 'destination', plan, signal),
        ])
      })
    case 'hold':
      return act('hold', source, () => mover.hold(move, signal))
    case 'ship':
      return act('ship', destination, () => mover.ship(move, signal))
    case 'destroy':
      return act('destroy', destination, () => mover.destroy(move, signal))
    case 'clear':
      return act('clear', destination, () => mover.destroy(move, signal, {keepImages: true}))
    case 'reopen':
      return act('reopen', source, () => dropMarks(session, view, ['aborting'], 'the move can only be finished', signal))
    case 'uncommit':
      return act('uncommit', source, () => dropMarks(session, view, ['commit', 'started'], withLoss ?? 'the copy never ran', signal))
    case 'prepare':
      return act('prepare', destination, async () => {
        if (marksAt(view, 'source') !== undefined)
          await records.mark(recordAt(session, 'source'), 'preparing', 'the destination may hold a copy', {unless: 'aborting'}, signal)
        return mover.prepare(move, signal)
      })
    case 'commit':
      return act('commit', destination, async () => {
        await lease.check(commitMarginMs)
        const text = JSON.stringify({epoch: session.epoch, run: run.id, to: destination})
        // The order matters: a mark at the destination proves that the source has it too.
        if (marksAt(view, 'source') !== undefined)
          await records.mark(recordAt(session, 'source'), 'commit', text, {unless: 'aborting'}, signal)
        await records.mark(recordAt(session, 'destination'), 'commit', text, {unless: 'aborting'}, signal)
      })
    case 'start':
      return act('start', destination, async () => {
        await lease.check(commitMarginMs)
        await records.mark(recordAt(session, 'destination'), 'started', 'it may have run', {needs: 'commit', unless: 'aborting'}, signal)
        return mover.start(move, signal)
      })
    case 'release':
      return act('release', source, async () => {
        // A source that was declared gone at COMMIT has no mark of it.
        if (view.source.reach === 'answered' && view.source.marks !== undefined && view.source.marks.commit === undefined)
          await records.mark(recordAt(session, 'source'), 'commit', 'it runs at the destination', {unless: 'aborting'}, signal)
        return mover.release(move, signal)
      })
    case 'verify':
      return act('verify', destination, async () => {
        const seen = await mover.probeDestination(move, signal)
        await mover.tidy(move, 'destination', signal)
        if (view.source.reach === 'answered' && view.source.marks !== undefined) {
          await mover.tidy(move, 'source', signal)
          await records.mark(recordAt(session, 'source'), 'verified', 'moved', {}, signal)
        }
        await records.mark(recordAt(session, 'destination'), 'verified', 'moved', {needs: 'commit'}, signal)
        return seen.state === 'running' ? {atEnd: seen.detail} : {atEnd: `it has ended by itself since: ${seen.detail}`, gone: true}
      })
    default:
      throw new Error(`no such step: ${step}`)
  }
}

/** Drops marks, at the destination first: afterwards nothing that they allowed can happen there. */
async function dropMarks(
  session: MoveSession,
  view: MoveView,
  names: readonly ('aborting' | 'commit' | 'started')[],
  text: string,
  signal: AbortSignal,
): Promise<void> {
  for (const side of ['destination', 'source'] as const) {
    const marks = marksAt(view, side)
    for (const name of names) {
      if (marks?.[name] !== undefined) await session.records.mark(recordAt(session, side), 'reopened', text, {drop: name}, signal)
    }
  }
}

const stepLabels: Partial<Record<ForwardStep, string>> = {
  reserve: 'writing the records',
  hold: 'freezing and dumping',
  ship: 'sending',
  prepare: 'preparing the copy',
  commit: 'committing',
  start: 'starting',
  release: 'releasing the source',
  verify: 'verifying',
}

/** The view after a step that succeeded. */
function afterStep(view: MoveView, step: ForwardStep): MoveView {
  const source = (changes: object) => ({...view, source: {...view.source, ...changes} as MoveView['source']})
  const destination = (changes: object) => ({...view, destination: {...view.destination, ...changes} as MoveView['destination']})
  const detail = 'seen by the step'
  const marks = view.destination.reach === 'answered' ? view.destination.marks : undefined
  switch (step) {
    case 'reserve':
      return {
        ...view,
        source: {...view.source, marks: {epoch: 0}} as MoveView['source'],
        destination: {...view.destination, marks: {epoch: 0}} as MoveView['destination'],
      }
    case 'hold':
      return source({work: {state: 'held', detail}})
    case 'ship':
      return destination({work: {state: 'staged', detail}})
    case 'prepare':
      return destination({work: {state: 'prepared', detail}})
    case 'commit':
      return {...destination({marks: {...marks, epoch: 0, commit: detail}}), journal: {...view.journal, commit: 'done'}}
    case 'start':
      return destination({work: {state: 'running', detail}, marks: {...marks, epoch: 0, commit: detail, started: detail}})
    case 'release':
      return source({work: {state: 'absent', detail}})
    default:
      return view
  }
}
