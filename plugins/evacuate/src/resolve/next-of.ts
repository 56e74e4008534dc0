import {bothWays, nextCommand} from '../move/advise.ts'
import {backwardStep} from '../move/backward-step.ts'
import {evaluateMove} from '../move/evaluate-move.ts'
import {forwardStep} from '../move/forward-step.ts'
import {inspectMove} from '../move/inspect.ts'
import type {MoveSession} from '../move/session.ts'
import {isStop} from '../move/stop.ts'

/** Milliseconds to find out which command comes next. */
const nextMs = 30_000

/** What finishes a move that this process could neither finish nor undo; both ways, if a start has failed. */
export async function nextOf(session: MoveSession): Promise<string> {
  const {plan} = session
  try {
    const view = await inspectMove(session, AbortSignal.timeout(nextMs))
    const back = backwardStep(view, {withLoss: false})
    if (isStop(back) && back.stop === 'not-started' && !isStop(forwardStep(view))) return bothWays(plan)
    return nextCommand(evaluateMove(view, {...plan, workload: plan.workload.name}).advice, plan) ?? 'ops evacuate status'
  } catch {
    return 'ops evacuate status'
  }
}
