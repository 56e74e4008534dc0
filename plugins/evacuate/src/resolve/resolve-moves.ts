import {asOpsError, type ErrorJson} from '@ops/core/errors'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {resolveErrors} from '../errors/resolve-errors.ts'
import {goBack} from '../move/backward.ts'
import {backwardStep} from '../move/backward-step.ts'
import {goForward} from '../move/forward.ts'
import {forwardStep} from '../move/forward-step.ts'
import {inspectMove} from '../move/inspect.ts'
import type {MoveSession, Overrides} from '../move/session.ts'
import {isStop, type Stop} from '../move/stop.ts'
import {stopError} from '../move/stop-error.ts'
import {type FoundMoves, unreachableHosts} from './find-moves.ts'
import {fenceBoth} from './fence-both.ts'
import {finishedMove} from './finished-move.ts'
import {withSession} from './with-session.ts'

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
  /** Of a move that was closed: what was seen of the work then, in sentences. */
  seen?: string
  error?: ErrorJson
}

interface ResolveDeps {
  services: Services
  run: Run
  input: ResolveInput
  found: FoundMoves
}

/** Aborts every open move of a run (a committed one is refused), or finishes it. */
export async function resolveMoves(deps: ResolveDeps, signal: AbortSignal): Promise<ResolvedMove[]> {
  const {found, input, services, run} = deps
  const {command} = input
  const resolved: ResolvedMove[] = []
  const session = {services, run, overrides: input.overrides ?? {}, unreachable: unreachableHosts(found)}
  // A finished move stays finished. It decides the exit code only if no other move of its run was open.
  const allFinished = found.moves.every(({finishedAt}) => finishedAt !== undefined)
  for (const move of found.moves) {
    const {plan, finishedAt} = move
    const base = {host: plan.source, workload: plan.workload.name, from: plan.source, to: plan.destination}
    try {
      const open = finishedAt === undefined
      const end = open ? await withSession(session, move, signal, (one, held) => resolveMove(one, input, held)) : 'nothing'
      if (end === 'nothing') {
        const as = {...move, finishedAt: finishedAt ?? (command === 'abort' ? 'source' : 'destination')} as const
        const {error, ...finished} = await finishedMove(services, as, command, signal)
        resolved.push({...base, ...finished, ...(error === undefined || !(open || allFinished) ? {} : {error})})
      } else if (end === 'gone') {
        const {name} = plan.workload
        resolved.push({
          ...base,
          state: end,
          error: resolveErrors.EVACUATE_COPY_ENDED({host: plan.destination}, name, plan.destination).toJSON(),
        })
      } else if (typeof end === 'string') resolved.push({...base, state: end})
      else resolved.push({...base, state: 'unsettled', error: stopError(plan, end).toJSON()})
    } catch (error) {
      resolved.push({...base, state: 'unsettled', error: asOpsError(error, plan.source).toJSON()})
    }
  }
  return resolved
}

/** How the move ended, or why it cannot be resolved this way. */
async function resolveMove(
  session: MoveSession,
  {command, withLoss}: ResolveInput,
  signal: AbortSignal,
): Promise<ResolvedMove['state'] | Stop> {
  const view = await inspectMove(session, signal)
  const options = {withLoss: withLoss !== undefined}
  const step = command === 'abort' ? backwardStep(view, options) : forwardStep(view, options)
  if (step === 'done') return 'nothing'
  if (isStop(step)) return step
  await fenceBoth(session, view, signal)
  const loss = withLoss === undefined ? {} : {withLoss}
  if (command === 'resume') {
    const {stop, facts} = await goForward(session, signal, signal, loss)
    return stop ?? (facts['gone'] === true ? 'gone' : 'moved')
  }
  const {stop, runsAtSource} = await goBack(session, loss, signal)
  return stop ?? (runsAtSource ? 'stayed' : 'ended')
}
