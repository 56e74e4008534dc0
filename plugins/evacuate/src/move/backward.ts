import {inspectMove} from './inspect.ts'
import {type BackwardStep, backwardStep} from './backward-step.ts'
import {isCommitted, type MoveView} from './move-view.ts'
import {isStop, type Stop} from './stop.ts'
import {type MoveSession, recordAt, toMove} from './session.ts'

export interface BackwardEnd {
  /** Why the move could not be taken back. Absent when nothing of it is left at the destination. */
  stop?: Stop
  /** Whether the work was seen to run at the source; otherwise it ended there. */
  runsAtSource: boolean
  /** `silent`: not reached, so its record is still open. `gone`: not reached either, but proven or declared to run nothing. */
  destination?: 'silent' | 'gone'
}

export interface BackwardInput {
  /** The operator's reason to lose what the copy did, or the stored state; journalled. */
  withLoss?: string
}

/** Takes a move back from any state: destroys the copy, proves that it is gone, and then lets the source run again. */
export async function goBack(session: MoveSession, {withLoss}: BackwardInput, signal: AbortSignal): Promise<BackwardEnd> {
  const counts = new Map<BackwardStep, number>()
  for (;;) {
    const view = await inspectMove(session, signal)
    const runsAtSource = view.source.reach === 'answered' && view.source.work.state === 'running'
    const step = backwardStep(view, {withLoss: withLoss !== undefined})
    if (isStop(step)) return {runsAtSource, stop: step}
    if (step === 'done') {
      const {reach} = view.destination
      return {runsAtSource, ...(reach === 'answered' ? {} : {destination: reach})}
    }
    const count = (counts.get(step) ?? 0) + 1
    counts.set(step, count)
    if (count > 2)
      return {runsAtSource, stop: {stop: 'unknown', side: 'destination', why: `the step ${step} was taken twice and is needed again`}}
    await takeStep({session, view, step, withLoss}, signal)
  }
}

interface StepInput {
  session: MoveSession
  view: MoveView
  step: BackwardStep
  withLoss: string | undefined
}

async function takeStep({session, view, step, withLoss}: StepInput, signal: AbortSignal): Promise<void> {
  const {run, plan, mover, epoch, records} = session
  const move = toMove(session)
  const {source, destination} = plan
  const data = {workload: plan.workload.name, epoch, ...(withLoss === undefined ? {} : {withLoss})}
  const act = async (name: string, host: string, action: () => Promise<Record<string, unknown> | void>) => {
    await run.act<Record<string, unknown> | void>(`evacuate.${name}`, {host, data}, action)
  }
  const marksAt = (side: 'source' | 'destination') => {
    const seen = view[side]
    return seen.reach === 'answered' && seen.marks !== undefined ? seen.marks : undefined
  }
  switch (step) {
    case 'mark': {
      const committed = isCommitted(view) !== 'no' || marksAt('destination')?.commit !== undefined
      return act(committed ? 'uncommit' : 'abort', source, async () => {
        // The destination first: afterwards no COMMIT can be completed there.
        for (const side of ['destination', 'source'] as const) {
          const marks = marksAt(side)
          if (marks !== undefined && marks.aborted === undefined)
            await records.mark(recordAt(session, side), 'aborting', withLoss ?? 'taken back', {drop: 'commit'}, signal)
        }
      })
    }
    case 'destroy':
      return act('destroy', destination, () => mover.destroy(move, signal))
    case 'recover':
      return act('recover', source, async () => {
        const found = await mover.recover(move, signal)
        await mover.tidy(move, 'source', signal)
        await records.mark(recordAt(session, 'source'), 'aborted', 'the source goes on', {needs: 'aborting'}, signal)
        return found
      })
    case 'close':
      return act('settle', source, async () => {
        for (const side of ['source', 'destination'] as const) {
          const marks = marksAt(side)
          if (marks === undefined || marks.aborted !== undefined) continue
          await mover.tidy(move, side, signal)
          await records.mark(recordAt(session, side), 'aborted', 'taken back', {needs: 'aborting'}, signal)
        }
      })
    default:
      throw new Error(`no such step: ${step}`)
  }
}
