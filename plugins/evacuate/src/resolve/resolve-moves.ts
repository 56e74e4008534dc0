import type {Lease} from '@ops/core/coordinator'
import {asOpsError, type ErrorJson} from '@ops/core/errors'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {resolveErrors} from '../errors/resolve-errors.ts'
import {goBack} from '../move/backward.ts'
import {goForward} from '../move/forward.ts'
import {inspectMove} from '../move/inspect.ts'
import {withDestination, withSource} from '../move/leases.ts'
import type {MoveView} from '../move/move-view.ts'
import {backwardStep, forwardStep, isStop, type Stop} from '../move/next-step.ts'
import {type MoveSession, type Overrides, recordAt, type UnreachableHosts} from '../move/session.ts'
import {stopError} from '../move/stop-error.ts'
import {hostRecords} from '../records/record-store.ts'
import {type FoundMove, type FoundMoves, unreachableHosts} from './find-moves.ts'

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
  /** `nothing`: it was finished before. `ended`: neither host runs it, and no held state exists. `unsettled`: still open. */
  state: 'moved' | 'stayed' | 'ended' | 'nothing' | 'unsettled'
  /** Host on which it was finished before. */
  at?: string
  error?: ErrorJson
}

interface ResolveDeps {
  services: Services
  run: Run
  input: ResolveInput
  found: FoundMoves
}

/** With the hosts that did not answer: each is waited for once, however many moves it is part of. */
interface MoveDeps extends ResolveDeps {
  unreachable: UnreachableHosts
}

/** Aborts every open move of a run (a committed one is refused), or finishes it. */
export async function resolveMoves(deps: ResolveDeps, signal: AbortSignal): Promise<ResolvedMove[]> {
  const {found, input} = deps
  const {command} = input
  const resolved: ResolvedMove[] = []
  const moveDeps = {...deps, unreachable: unreachableHosts(found)}
  // A finished move stays finished. That counts as success if it ended as the command wants, or if others of its run were open.
  const wanted = command === 'abort' ? 'source' : 'destination'
  const tooLate = found.moves.every(({finishedAt}) => finishedAt !== undefined && finishedAt !== wanted)
  for (const move of found.moves) {
    const {plan, finishedAt} = move
    const base = {host: plan.source, workload: plan.workload.name, from: plan.source, to: plan.destination}
    if (finishedAt !== undefined) {
      const at = plan[finishedAt]
      const error = resolveErrors.EVACUATE_FINISHED({host: at}, plan.run, base.workload, at, command)
      resolved.push({...base, state: 'nothing', at, ...(tooLate ? {error: error.toJSON()} : {})})
      continue
    }
    try {
      const end = await resolveMove(moveDeps, move, signal)
      resolved.push(typeof end === 'string' ? {...base, state: end} : {...base, state: 'unsettled', error: stopError(plan, end).toJSON()})
    } catch (error) {
      resolved.push({...base, state: 'unsettled', error: asOpsError(error, plan.source).toJSON()})
    }
  }
  return resolved
}

/** How the move ended, or why it cannot be resolved this way. */
function resolveMove(deps: MoveDeps, move: FoundMove, signal: AbortSignal): Promise<ResolvedMove['state'] | Stop> {
  const {command, withLoss} = deps.input
  return withSession(deps, move, signal, async (session, held) => {
    const view = await inspectMove(session, held)
    const step = command === 'abort' ? backwardStep(view, {withLoss: withLoss !== undefined}) : forwardStep(view)
    if (step === 'done') return 'nothing'
    if (isStop(step)) return step
    await fenceBoth(session, view, held)
    if (command === 'resume') return (await goForward(session, held, held)).stop ?? 'moved'
    const {stop, runsAtSource} = await goBack(session, withLoss === undefined ? {} : {withLoss}, held)
    return stop ?? (runsAtSource ? 'stayed' : 'ended')
  })
}

async function withSession<T>(
  {services, run, input, unreachable}: MoveDeps,
  {plan, epoch}: FoundMove,
  signal: AbortSignal,
  action: (session: MoveSession, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const {source, destination, workload} = plan
  const {name, kind} = workload
  const mover = await services.registry.workloadRuntimes.get(kind)?.mover?.()
  if (mover === undefined) {
    const cause = `no installed plugin can move work of kind ${kind}.`
    throw errors.EVACUATE_STEP_FAILED({host: source}, source, `the move of ${name} cannot be resolved`, cause)
  }
  const acting = async (lease: Lease, held: AbortSignal) => {
    const progress = services.progress.start(`${name}: ${source} -> ${destination}`)
    const session: MoveSession = {
      services,
      run,
      lease,
      plan,
      epoch: Math.max(lease.fence, epoch + 1),
      mover,
      records: hostRecords,
      progress,
      overrides: input.overrides ?? {},
      unreachable,
    }
    try {
      return await action(session, held)
    } finally {
      progress.end()
    }
  }
  return withSource(services, {run: plan.run, source}, signal, (ours, held) =>
    withDestination(services, ours, {run: plan.run, destination}, held, acting),
  )
}

/** Afterwards an earlier ops process cannot act on either host, and no command that it left behind still runs. */
async function fenceBoth(session: MoveSession, view: MoveView, signal: AbortSignal): Promise<void> {
  const {run, plan, epoch, overrides} = session
  const data = {workload: plan.workload.name, of: plan.run, epoch, ...overrides}
  await run.act('evacuate.fence', {host: plan.source, data}, async () => {
    for (const side of ['destination', 'source'] as const) {
      const seen = view[side]
      if (seen.reach === 'answered' && seen.marks !== undefined) await session.records.fence(recordAt(session, side), signal)
    }
  })
}
