import {asOpsError, type ErrorJson} from '@ops/core/errors'
import {errors} from '../errors/errors.ts'
import {resolveErrors} from '../errors/resolve-errors.ts'
import {goBack} from '../move/backward.ts'
import {backwardStep} from '../move/backward-step.ts'
import {goForward} from '../move/forward.ts'
import {forwardStep} from '../move/forward-step.ts'
import {inspectMove} from '../move/inspect.ts'
import {nextOf} from './next-of.ts'
import type {MoveSession, Overrides} from '../move/session.ts'
import {isStop, type Stop} from '../move/stop.ts'
import {stopError} from '../move/stop-error.ts'
import type {MovePlan} from '../records/record.ts'
import {fenceBoth} from './fence-both.ts'

/** Input of `abort` and `resume`. */
export interface ResolveInput {
  command: 'abort' | 'resume'
  overrides?: Overrides
  /** The operator's reason to accept a loss. */
  withLoss?: string
}

/** One move of a run. Persisted in the journal and printed by --json: keys must not change. */
export interface ResolvedMove {
  /** The source. */
  host: string
  workload: string
  from: string
  to: string
  /** `nothing`: it was finished before. `ended`: neither host runs it, and no held state exists. `gone`: it was moved, and has ended at its destination. `closed`: by its operator. `unsettled`: still open. */
  state: 'moved' | 'stayed' | 'ended' | 'gone' | 'closed' | 'nothing' | 'unsettled'
  /** Host on which the work of a move that was finished before was seen to run now. */
  at?: string
  /** The destination, if it was not reached because it has no power or was declared gone: its record is still open. */
  unreached?: string
  /** Of a move that was closed: what was seen of the work then, in sentences. */
  seen?: string
  error?: ErrorJson
}

/** Aborts or resumes one open move: how it ended, or why it cannot end this way; `nothing` when it was finished before. */
export async function resolveMove(
  session: MoveSession,
  {command, withLoss}: ResolveInput,
  signal: AbortSignal,
): Promise<Pick<ResolvedMove, 'state' | 'error' | 'unreached'> | 'nothing'> {
  const view = await inspectMove(session, signal)
  const options = {withLoss: withLoss !== undefined}
  const step = command === 'abort' ? backwardStep(view, options) : forwardStep(view, options)
  if (step === 'done') return 'nothing'
  if (isStop(step)) return unsettled(session, step)
  await fenceBoth(session, view, signal)
  const loss = withLoss === undefined ? {} : {withLoss}
  if (command === 'resume') {
    const end = await goForward(session, signal, signal, loss).catch((error: unknown) => ({error: asOpsError(error, session.plan.source)}))
    if ('error' in end) {
      if (signal.aborted || end.error.hint !== undefined) throw end.error
      return {state: 'unsettled', error: {...end.error.toJSON(), hint: await nextOf(session)}}
    }
    const {stop, facts} = end
    if (stop !== undefined) return unsettled(session, stop)
    if (facts['gone'] !== true) return {state: 'moved'}
    const {destination: host, workload} = session.plan
    return {state: 'gone', error: resolveErrors.EVACUATE_COPY_ENDED({host}, workload.name, host).toJSON()}
  }
  const {stop, runsAtSource, destination} = await goBack(session, loss, signal)
  if (stop !== undefined) return unsettled(session, stop)
  const state = runsAtSource ? 'stayed' : 'ended'
  if (destination === 'silent') return {state: 'unsettled', error: unreachedError(session.plan, state)}
  return {state, ...(destination === 'gone' ? {unreached: session.plan.destination} : {})}
}

/** The source goes on, but the destination did not answer, so nothing was seen or closed there. */
export const unreachedError = (plan: MovePlan, state: 'stayed' | 'ended'): ErrorJson =>
  errors.EVACUATE_UNREACHED({host: plan.destination}, plan, plan.workload.name, state).toJSON()

const unsettled = ({plan}: MoveSession, stop: Stop) => ({state: 'unsettled', error: stopError(plan, stop).toJSON()}) as const
