import {asOpsError, type ErrorJson, exitCodes} from '@ops/core/errors'
import {errors} from '../errors/errors.ts'
import {resolveErrors} from '../errors/resolve-errors.ts'
import {finishMove} from '../move/finish.ts'
import {goForward} from '../move/forward.ts'
import {nextOf} from '../resolve/next-of.ts'
import {measureOutage} from '../move/outage.ts'
import type {MoveSession} from '../move/session.ts'
import {stopError} from '../move/stop-error.ts'

/** Milliseconds to finish a move (forward after COMMIT, back before it); the deadline of the command does not shorten them. */
const finishMs = 10 * 60_000

/** One workload of an evacuation. Persisted in the journal and printed by --json: keys must not change. */
export interface MovedWork {
  workload: string
  kind: string
  from: string
  to: string
  /** `ended`: neither host runs it, and no held state of it exists. `gone`: it was moved, and has ended at its destination. `unsettled`: the move is still open. */
  state: 'moved' | 'stayed' | 'ended' | 'gone' | 'unsettled'
  bytes?: number
  /** Milliseconds that it did not run, and the clocks that measured it. */
  outageMs?: number
  outageErrorMs?: number
  measured?: string
  /** What the survey noted, as --dry-run prints it. */
  notes?: string[]
  error?: ErrorJson
}

/** Moves the work forward as far as possible. When something stops the move before COMMIT, takes it back. */
export async function moveWork(session: MoveSession, signal: AbortSignal): Promise<MovedWork> {
  const {plan, lease} = session
  const {name, kind} = plan.workload
  const moved = {workload: name, kind, from: plan.source, to: plan.destination}
  const forced = AbortSignal.any([AbortSignal.timeout(finishMs), lease.lost])
  let cause: unknown
  try {
    const {facts, stop} = await goForward(session, signal, forced)
    if (stop === undefined) return arrived(session, facts)
    cause = stopError(plan, stop)
  } catch (error) {
    cause = error
  }
  const reason = asOpsError(cause, plan.source)
  const end = await finishMove(session, reason, forced)
  if ('facts' in end) return arrived(session, end.facts)
  const extra = {host: plan.source, cause}
  if ('failure' in end) {
    const next = await nextOf(session)
    const error = errors.EVACUATE_UNFINISHED(extra, plan.run, name, `${reason.message} ${end.failure.message}`, next)
    return {...moved, state: 'unsettled', error: error.toJSON()}
  }
  if (!end.runsAtSource) return {...moved, state: 'ended', error: errors.EVACUATE_MOVE_ENDED(extra, name, plan.source).toJSON()}
  const interrupted = [exitCodes.interrupted, exitCodes.terminated, exitCodes.deadline].some((exit) => exit === reason.exit)
  const error = interrupted ? reason : errors.EVACUATE_MOVE_FAILED(extra, name, plan.source, plan.destination, reason.message, reason.hint)
  return {...moved, state: 'stayed', error: error.toJSON()}
}

/** The move is finished: its copy has run at the destination. */
function arrived({plan}: MoveSession, facts: Record<string, unknown>): MovedWork {
  const {source, destination, workload} = plan
  const {name, kind} = workload
  const bytes = typeof facts['bytes'] === 'number' ? {bytes: facts['bytes']} : {}
  const moved = {workload: name, kind, from: source, to: destination, ...bytes, ...measureOutage(plan, facts)}
  if (facts['gone'] !== true) return {...moved, state: 'moved'}
  const error = resolveErrors.EVACUATE_COPY_ENDED({host: destination}, name, destination)
  return {...moved, state: 'gone', error: error.toJSON()}
}
