import {asOpsError, type ErrorJson, exitCodes} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Lease} from '@ops/core/coordinator'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors.ts'
import type {MovePlan} from '../record/record.ts'
import {hostRecords} from '../record/store.ts'
import {type Candidate, chooseDestination, type DestinationWish, type SurveyedWork} from './choose-destination.ts'
import {endAfter} from './end-after.ts'
import {findWork, type FoundWork} from './find-work.ts'
import {goForward} from './go-forward.ts'
import type {MoveSession} from './move-session.ts'
import {outageOf} from './outage.ts'
import {pruneRecords} from './prune.ts'
import {evacuationStatus} from './status.ts'
import {stopError} from './stop-error.ts'
import {withDestination, withSource} from './with-lease.ts'

/** Milliseconds for what must be finished whatever the operator's patience: to the end after COMMIT, back before it. */
const settleMs = 10 * 60_000

export interface EvacuateInput extends DestinationWish {
  host: Host
}

export interface MovedWork {
  workload: string
  kind: string
  from: string
  to: string
  /** `ended`: neither host runs it; there was nothing to go on with. */
  state: 'moved' | 'stayed' | 'ended' | 'unsettled'
  bytes?: number
  /** Milliseconds that it did not run, with the clocks that this was measured by. */
  outageMs?: number
  outageErrorMs?: number
  measured?: string
  error?: ErrorJson
}

/** The work of a host that runs, and where it would go; only reads. Throws when that is unknown or not settled. */
export async function planEvacuation(
  services: Services,
  {host, ...wish}: EvacuateInput,
  signal: AbortSignal,
): Promise<{work: FoundWork[]; candidate?: Candidate}> {
  await refuseOpenMoves(services, host, signal)
  const found = await findWork(services, host, signal)
  for (const {workload, presence} of found) {
    if (presence.state === 'unknown') throw errors.WORKLOAD_LOST_SIGHT({host: host.name}, host.name, workload.name, presence.detail)
  }
  const work = found.filter(({presence}) => presence.state === 'running' || presence.state === 'held')
  if (work.length === 0) return {work}
  const {chosen, refused} = await chooseDestination(services, host, work, wish, signal)
  if (chosen !== undefined) return {work, candidate: chosen}
  const obstacles = refused.flatMap((candidate) => candidate.obstacles)
  const sentences = [...new Set(obstacles.map(({message}) => message))]
  throw errors.EVACUATION_REFUSED({host: host.name}, host.name, sentences, obstacles[0]?.hint)
}

/** A move that is not settled comes first: its work is held, or its records are half-way. */
async function refuseOpenMoves(services: Services, host: Host, signal: AbortSignal): Promise<void> {
  const {moves, silent} = await evacuationStatus(services, [host], {}, signal)
  const [open] = moves.filter(({settled}) => !settled)
  if (open !== undefined)
    throw errors.EVACUATION_OPEN({host: host.name}, host.name, open.run, open.workload, open.sentence, open.next ?? 'ops evacuate status')
  if (silent[0] !== undefined) throw errors.HOST_SILENT({host: host.name}, host.name, silent[0].why)
}

/** Moves all running work of a host away, one workload after the other; stops at the first that does not arrive. */
export async function evacuateHost(services: Services, run: Run, input: EvacuateInput, signal: AbortSignal): Promise<MovedWork[]> {
  const source = input.host.name
  return withSource(services, {run: run.id, source}, signal, async (ours, held) => {
    // Only now: whoever had the host before may have moved everything.
    const {candidate} = await planEvacuation(services, input, held)
    if (candidate === undefined) return []
    const destination = candidate.host
    return withDestination(services, ours, {run: run.id, destination}, held, async (lease, both) => {
      await Promise.all([source, destination].map((name) => pruneRecords(services, run, name, both)))
      const moved: MovedWork[] = []
      for (const work of candidate.work) {
        const one = await moveOne(services, run, lease, work, both)
        moved.push(one)
        if (one.error !== undefined) break
      }
      return moved
    })
  })
}

async function moveOne(
  services: Services,
  run: Run,
  lease: Lease,
  {workload, mover, input, survey}: SurveyedWork,
  signal: AbortSignal,
): Promise<MovedWork> {
  const [source, destination] = [input.source.host, input.destination.host]
  const moved: MovedWork = {workload: workload.name, kind: workload.kind, from: source, to: destination, state: 'moved'}
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
      ticket: survey.ticket,
    }
    await run.note('evacuate.plan', {text: `${workload.name}: ${source} -> ${destination}`, plan}, source)
    const session: MoveSession = {services, run, lease, plan, epoch: lease.fence, mover, records: hostRecords, progress, vouched: {}}
    return await settleMove(session, moved, signal)
  } finally {
    progress.end()
  }
}

/** Forward as far as it goes; before COMMIT whatever stops it takes it back. */
async function settleMove(session: MoveSession, moved: MovedWork, signal: AbortSignal): Promise<MovedWork> {
  const {plan, lease} = session
  const name = plan.workload.name
  const forced = AbortSignal.any([AbortSignal.timeout(settleMs), lease.lost])
  let cause: unknown
  try {
    const {told, stop} = await goForward(session, signal, forced)
    if (stop === undefined) return {...moved, ...outageOf(plan, told), ...(typeof told['bytes'] === 'number' ? {bytes: told['bytes']} : {})}
    cause = stopError(plan, stop)
  } catch (error) {
    cause = error
  }
  const why = asOpsError(cause, plan.source)
  const end = await endAfter(session, why, forced)
  if ('told' in end) return {...moved, ...outageOf(plan, end.told)}
  if ('trouble' in end) {
    const error = errors.UNSETTLED({host: plan.source, cause}, plan.run, name, `${why.message} ${end.trouble.message}`)
    return {...moved, state: 'unsettled', error: error.toJSON()}
  }
  const interrupted = why.exit === exitCodes.interrupted || why.exit === exitCodes.terminated || why.exit === exitCodes.deadline
  if (!end.goesOn) return {...moved, state: 'ended', error: errors.MOVE_ENDED({host: plan.source, cause}, name, plan.source).toJSON()}
  if (interrupted) return {...moved, state: 'stayed', error: why.toJSON()}
  return {
    ...moved,
    state: 'stayed',
    error: errors.MOVE_FAILED({host: plan.source, cause}, name, plan.source, plan.destination, why.message).toJSON(),
  }
}
