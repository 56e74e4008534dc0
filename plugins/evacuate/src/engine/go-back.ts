import {type BackwardStep, backwardStep, isStop, type Stop} from '../state/next-step.ts'
import {isCommitted, type MoveView} from '../state/view.ts'
import {look} from './look.ts'
import {type MoveSession, moveOf, recordAt} from './move-session.ts'

export interface BackwardEnd {
  told: Record<string, unknown>
  /** Why it could not be taken back; undefined when nothing of it is at the destination any more. */
  stop?: Stop
  /** Whether it was seen to go on at the source; otherwise it ended there. */
  goesOn: boolean
}

export interface BackwardInput {
  /** The operator's reason to lose what the copy did, or the stored state; journalled. */
  withLoss?: string
}

/** Takes a move back from wherever it stands: first the copy is destroyed, proved, then the source goes on. */
export async function goBack(session: MoveSession, {withLoss}: BackwardInput, signal: AbortSignal): Promise<BackwardEnd> {
  const told: Record<string, unknown> = {}
  let goesOn = false
  const counts = new Map<BackwardStep, number>()
  for (;;) {
    const view = await look(session, signal)
    goesOn = view.source.reach === 'answered' && view.source.work.state === 'running'
    const step = backwardStep(view, {withLoss: withLoss !== undefined})
    if (isStop(step)) return {told, goesOn, stop: step}
    if (step === 'done') return {told, goesOn}
    const count = (counts.get(step) ?? 0) + 1
    counts.set(step, count)
    if (count > 2) return {told, goesOn, stop: {stop: 'doubt', silent: 'destination', why: `step ${step} does not last`}}
    Object.assign(told, await takeStep(session, view, step, withLoss, signal))
  }
}

async function takeStep(
  session: MoveSession,
  view: MoveView,
  step: BackwardStep,
  withLoss: string | undefined,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const {run, plan, mover, epoch, records} = session
  const move = moveOf(session)
  const {source, destination} = plan
  const data = {workload: plan.workload.name, epoch, ...(withLoss === undefined ? {} : {withLoss})}
  const act = (name: string, host: string, does: () => Promise<Record<string, unknown> | void>) =>
    run.act<Record<string, unknown> | void>(`evacuate.${name}`, {host, data}, does).then((found) => found ?? {})
  const has = (side: 'source' | 'destination') => {
    const seen = view[side]
    return seen.reach === 'answered' && seen.marks !== undefined ? seen.marks : undefined
  }
  switch (step) {
    case 'mark': {
      const committed = isCommitted(view) !== 'no' || has('destination')?.commit !== undefined
      return act(committed ? 'uncommit' : 'abort', source, async () => {
        // The destination first: from then on no COMMIT can be completed there.
        for (const side of ['destination', 'source'] as const) {
          const marks = has(side)
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
    case 'settle':
      return act('settle', source, async () => {
        for (const side of ['source', 'destination'] as const) {
          const marks = has(side)
          if (marks === undefined || marks.aborted !== undefined) continue
          await mover.tidy(move, side, signal)
          await records.mark(recordAt(session, side), 'aborted', 'taken back', {needs: 'aborting'}, signal)
        }
      })
    default:
      throw new Error(`no such step: ${step}`)
  }
}
