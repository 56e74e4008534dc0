import type {Move} from '@ops/core/seams'
import {type ForwardStep, forwardStep, isStop, type Stop} from '../state/next-step.ts'
import type {MoveView} from '../state/view.ts'
import {look} from './look.ts'
import {type MoveSession, moveOf, recordAt} from './move-session.ts'

/** Milliseconds that the lease must still last when COMMIT is written: three fsynced writes with room to spare. */
const commitMarginMs = 2000

/** How a move that reached its end went. */
export interface ForwardEnd {
  /** What the steps told: bytes, outage, … */
  told: Record<string, unknown>
  /** Why it could not go on; undefined when the work is at its destination, verified. */
  stop?: Stop
}

/**
 * Carries a move on from wherever it stands. Before COMMIT the signal ends it (the caller takes it back); from COMMIT on
 * only `forced` does, because half-way is then the one place where it must not stay.
 */
export async function goForward(session: MoveSession, signal: AbortSignal, forced: AbortSignal): Promise<ForwardEnd> {
  const move = moveOf(session)
  const told: Record<string, unknown> = {}
  let view = await look(session, signal)
  let last: ForwardStep | undefined
  for (;;) {
    const step = forwardStep(view)
    if (isStop(step)) return {told, stop: step}
    if (step === 'done') return {told}
    // A step that returned has seen its state; meeting it twice means that something else changes the hosts.
    if (step === last) return {told, stop: {stop: 'doubt', silent: 'destination', why: `step ${step} came twice`}}
    last = step
    const mayStop = step !== 'start' && step !== 'release' && step !== 'verify'
    if (mayStop) signal.throwIfAborted()
    const found = await takeStep(session, move, view, step, mayStop ? signal : forced)
    Object.assign(told, found)
    // COMMIT stands on what both hosts say right before it, everything else on what its step has seen.
    const mustLook = step === 'destroy' || step === 'prepare' || step === 'verify' || found['ended'] === true
    view = mustLook ? await look(session, forced) : after(view, step)
  }
}

async function takeStep(
  session: MoveSession,
  move: Move,
  view: MoveView,
  step: ForwardStep,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const {run, plan, mover, lease, records} = session
  const workload = plan.workload.name
  const {source, destination} = plan
  const act = (name: string, host: string, does: () => Promise<Record<string, unknown> | void>) =>
    run
      .act<Record<string, unknown> | void>(`evacuate.${name}`, {host, data: {workload, epoch: session.epoch}}, does)
      .then((found) => found ?? {})
  session.progress.update({text: words[step] ?? step})
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
    case 'prepare':
      return act('prepare', destination, async () => {
        if (view.source.reach === 'answered')
          await records.mark(recordAt(session, 'source'), 'preparing', 'the destination may hold a copy', {unless: 'aborting'}, signal)
        return mover.prepare(move, signal)
      })
    case 'commit':
      return act('commit', destination, async () => {
        await lease.check(commitMarginMs)
        const text = JSON.stringify({epoch: session.epoch, run: run.id, to: destination})
        // The order decides: who finds it at the destination knows that it is at the source too.
        if (view.source.reach === 'answered') await records.mark(recordAt(session, 'source'), 'commit', text, {unless: 'aborting'}, signal)
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
        // One that was given up for gone at COMMIT has no mark of it.
        if (view.source.reach === 'answered' && view.source.marks !== undefined && view.source.marks.commit === undefined)
          await records.mark(recordAt(session, 'source'), 'commit', 'it runs at the destination', {unless: 'aborting'}, signal)
        return mover.release(move, signal)
      })
    case 'verify':
      return act('verify', destination, async () => {
        const seen = await mover.destination(move, signal)
        await mover.tidy(move, 'destination', signal)
        if (view.source.reach === 'answered' && view.source.marks !== undefined) {
          await mover.tidy(move, 'source', signal)
          await records.mark(recordAt(session, 'source'), 'verified', 'moved', {}, signal)
        }
        await records.mark(recordAt(session, 'destination'), 'verified', 'moved', {needs: 'commit'}, signal)
        return {atEnd: seen.state === 'running' ? seen.detail : `it has ended by itself since: ${seen.detail}`}
      })
    default:
      throw new Error(`no such step: ${step}`)
  }
}

const words: Partial<Record<ForwardStep, string>> = {
  reserve: 'writing the records',
  hold: 'freezing and dumping',
  ship: 'sending',
  prepare: 'making the copy',
  commit: 'committing',
  start: 'starting',
  release: 'releasing the source',
  verify: 'verifying',
}

/** The view after a step that succeeded. */
function after(view: MoveView, step: ForwardStep): MoveView {
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
