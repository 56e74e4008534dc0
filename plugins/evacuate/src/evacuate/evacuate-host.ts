import type {Lease} from '@ops/core/coordinator'
import {asOpsError, type ErrorJson, type ExitName, exitCodes, OpsError} from '@ops/core/errors'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {evaluateMove} from '../move/evaluate-move.ts'
import {finishMove} from '../move/finish.ts'
import {goForward} from '../move/forward.ts'
import {inspectMove} from '../move/inspect.ts'
import {withDestination, withSource} from '../move/leases.ts'
import {nextCommand} from '../move/advise.ts'
import {measureOutage} from '../move/outage.ts'
import type {MoveSession} from '../move/session.ts'
import {stopError} from '../move/stop-error.ts'
import {pruneRecords} from '../records/prune-records.ts'
import type {MovePlan} from '../records/record.ts'
import {hostRecords} from '../records/record-store.ts'
import type {SurveyedWork} from './choose-destination.ts'
import {type EvacuateInput, planEvacuation} from './plan-evacuation.ts'

/** Milliseconds to finish a move (forward after COMMIT, back before it); the deadline of the command does not shorten them. */
const finishMs = 10 * 60_000

/** Milliseconds to find out which command comes next. */
const nextMs = 30_000

/** One workload of an evacuation. Persisted in the journal and printed by --json: keys must not change. */
export interface MovedWork {
  workload: string
  kind: string
  from: string
  to: string
  /** `ended`: neither host runs it, and no held state of it exists. `unsettled`: the move is still open. */
  state: 'moved' | 'stayed' | 'ended' | 'unsettled'
  bytes?: number
  /** Milliseconds that it did not run, and the clocks that measured it. */
  outageMs?: number
  outageErrorMs?: number
  measured?: string
  error?: ErrorJson
}

/** Moves all running work of a host away, one workload after the other; stops at the first that does not arrive. */
export async function evacuateHost(services: Services, run: Run, input: EvacuateInput, signal: AbortSignal): Promise<MovedWork[]> {
  const source = input.host.name
  return withSource(services, {run: run.id, source}, signal, async (ours, held) => {
    // Planned under the lease: its previous holder may have moved everything.
    const candidate = await planEvacuation(services, input, held)
    if (candidate === undefined) return []
    const destination = candidate.host
    return withDestination(services, ours, {run: run.id, destination}, held, async (lease, both) => {
      await Promise.all([source, destination].map((name) => pruneRecords(services, run, name, both)))
      const moved: MovedWork[] = []
      for (const work of candidate.work) {
        const one = await moveOne(services, {run, lease}, work, both)
        moved.push(one)
        if (one.error !== undefined) break
      }
      return moved
    })
  })
}

/** Throws the first error of the moves, for callers that need all of them done. */
export function throwFirstError(moves: readonly {error?: ErrorJson}[]): void {
  const error = moves.find((move) => move.error !== undefined)?.error
  if (error === undefined) return
  const exit = (Object.keys(exitCodes) as ExitName[]).find((name) => exitCodes[name] === error.exit) ?? 'internal'
  const {code, message, host, hint} = error
  throw new OpsError(code, message, exit, {...(host === undefined ? {} : {host}), ...(hint === undefined ? {} : {hint})})
}

async function moveOne(
  services: Services,
  {run, lease}: {run: Run; lease: Lease},
  {workload, mover, input, survey}: SurveyedWork,
  signal: AbortSignal,
): Promise<MovedWork> {
  const [source, destination] = [input.source.host, input.destination.host]
  const progress = services.progress.start(`${workload.name}: ${source} -> ${destination}`)
  try {
    const plan: MovePlan = {
      version: 1,
      run: run.id,
      at: services.clock.now(),
      workload,
      source,
      destination,
      ...(input.images === undefined ? {} : {images: input.images}),
      ticket: survey.migrationContext,
    }
    await run.note('evacuate.plan', {text: `${workload.name}: ${source} -> ${destination}`, plan}, source)
    return await move({services, run, lease, plan, epoch: lease.fence, mover, records: hostRecords, progress, overrides: {}}, signal)
  } finally {
    progress.end()
  }
}

/** Moves the work forward as far as possible. When something stops the move before COMMIT, takes it back. */
async function move(session: MoveSession, signal: AbortSignal): Promise<MovedWork> {
  const {plan, lease} = session
  const {name, kind} = plan.workload
  const moved: MovedWork = {workload: name, kind, from: plan.source, to: plan.destination, state: 'moved'}
  const forced = AbortSignal.any([AbortSignal.timeout(finishMs), lease.lost])
  let cause: unknown
  try {
    const {facts, stop} = await goForward(session, signal, forced)
    if (stop === undefined)
      return {...moved, ...measureOutage(plan, facts), ...(typeof facts['bytes'] === 'number' ? {bytes: facts['bytes']} : {})}
    cause = stopError(plan, stop)
  } catch (error) {
    cause = error
  }
  const reason = asOpsError(cause, plan.source)
  const end = await finishMove(session, reason, forced)
  if ('facts' in end) return {...moved, ...measureOutage(plan, end.facts)}
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

/** The command that finishes a move that this process could neither finish nor undo. */
async function nextOf(session: MoveSession): Promise<string> {
  const {plan} = session
  try {
    const view = await inspectMove(session, AbortSignal.timeout(nextMs))
    return nextCommand(evaluateMove(view, {...plan, workload: plan.workload.name}).advice, plan) ?? 'ops evacuate status'
  } catch {
    return 'ops evacuate status'
  }
}
