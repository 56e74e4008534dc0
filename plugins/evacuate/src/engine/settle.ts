import type {Lease} from '@ops/core/coordinator'
import {asOpsError, type ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors.ts'
import type {MovePlan} from '../record/record.ts'
import {hostRecords} from '../record/store.ts'
import {isStop, backwardStep, forwardStep, type Stop} from '../state/next-step.ts'
import {goBack} from './go-back.ts'
import {goForward} from './go-forward.ts'
import {look} from './look.ts'
import {type MoveSession, recordAt, type Vouched} from './move-session.ts'
import {type FoundMove, type FoundMoves, findMoves, hostsWithRecords, silentHosts} from './open-moves.ts'
import {stopError} from './stop-error.ts'
import {withDestination, withSource} from './with-lease.ts'

export interface SettleInput {
  run: string
  vouched?: Vouched
  withLoss?: string
}

export interface SettledMove {
  workload: string
  from: string
  to: string
  /** `nothing`: it was settled already. `ended`: neither host runs it, and there was nothing to go on with. */
  state: 'moved' | 'stayed' | 'ended' | 'nothing' | 'unsettled'
  /** Host on which it was settled before. */
  at?: string
  error?: ErrorJson
}

/** What a run's moves are, from the hosts' records or the journal; throws when there is no trace of it. */
export async function movesOfRun(services: Services, run: string, signal: AbortSignal): Promise<FoundMoves> {
  const hosts = await hostsOfRun(services, run)
  const found = await findMoves(services, hosts, {run}, signal)
  const {moves, silent} = found
  if (moves.length > 0) return found
  if (silent.length > 0)
    throw errors.HOSTS_SILENT(
      {},
      run,
      silent.map(({host}) => host),
    )
  throw errors.RUN_NOT_FOUND(
    {},
    run,
    hosts.map(({name}) => name),
  )
}

/** Those that the journal names; all where it knows nothing of the run. */
async function hostsOfRun(services: Services, run: string): Promise<Host[]> {
  const plans = (await services.coordinator.read({run, act: 'evacuate.plan'})).map(({data}) => data['plan'] as MovePlan)
  const names = new Set(plans.flatMap(({source, destination}) => [source, destination]))
  const hosts = hostsWithRecords(services)
  const named = hosts.filter(({name}) => names.has(name))
  return named.length === names.size && names.size > 0 ? named : hosts
}

/** Takes every unsettled move of a run back (a committed one is refused), or carries it on to its end. */
export function settleMoves(
  services: Services,
  journal: Run,
  how: 'abort' | 'resume',
  found: FoundMoves,
  input: SettleInput,
  signal: AbortSignal,
): Promise<SettledMove[]> {
  const {withLoss} = input
  const silent = silentHosts(found)
  return each(found.moves, how, (move) =>
    withSession(services, journal, move, {...input, silent}, signal, async (session, held) => {
      const view = await look(session, held)
      const step = how === 'abort' ? backwardStep(view, {withLoss: withLoss !== undefined}) : forwardStep(view)
      if (step === 'done') return 'nothing'
      if (isStop(step)) return step
      await fenceBoth(session, view, held)
      if (how === 'resume') return (await goForward(session, held, held)).stop ?? 'moved'
      const {stop, goesOn} = await goBack(session, withLoss === undefined ? {} : {withLoss}, held)
      return stop ?? (goesOn ? 'stayed' : 'ended')
    }),
  )
}

async function each(
  moves: readonly FoundMove[],
  how: 'abort' | 'resume',
  does: (move: FoundMove) => Promise<SettledMove['state'] | Stop>,
): Promise<SettledMove[]> {
  const settled: SettledMove[] = []
  // What is over stays over. That is a success where it came out as asked, or where others of its run were still open.
  const wanted = how === 'abort' ? 'source' : 'destination'
  const tooLate = moves.every((move) => move.settled !== undefined && move.settled !== wanted)
  for (const move of moves) {
    const {plan} = move
    const base = {workload: plan.workload.name, from: plan.source, to: plan.destination}
    if (move.settled !== undefined) {
      const at = plan[move.settled]
      const error = errors.SETTLED_OTHERWISE({host: at}, plan.run, base.workload, at, how)
      settled.push({...base, state: 'nothing', at, ...(tooLate ? {error: error.toJSON()} : {})})
      continue
    }
    try {
      const end = await does(move)
      settled.push(typeof end === 'string' ? {...base, state: end} : {...base, state: 'unsettled', error: stopError(plan, end).toJSON()})
    } catch (error) {
      settled.push({...base, state: 'unsettled', error: asOpsError(error, plan.source).toJSON()})
    }
  }
  return settled
}

async function withSession<T>(
  services: Services,
  run: Run,
  {plan, epoch}: FoundMove,
  {vouched = {}, silent}: SettleInput & {silent: Map<string, string>},
  signal: AbortSignal,
  does: (session: MoveSession, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const {source, destination, workload} = plan
  const mover = await services.registry.workloadRuntimes.get(workload.kind)?.mover?.()
  if (mover === undefined)
    throw errors.STEP_FAILED({host: source}, source, `${workload.name} cannot be settled`, `no plugin moves work of kind ${workload.kind}.`)
  const acting = async (lease: Lease, held: AbortSignal) => {
    const progress = services.progress.start(`${workload.name}: ${source} -> ${destination}`)
    try {
      const session = {
        services,
        run,
        lease,
        plan,
        epoch: Math.max(lease.fence, epoch + 1),
        mover,
        records: hostRecords,
        progress,
        vouched,
        silent,
      }
      return await does(session, held)
    } finally {
      progress.end()
    }
  }
  return withSource(services, {run: plan.run, source}, signal, (ours, held) =>
    withDestination(services, ours, {run: plan.run, destination}, held, acting),
  )
}

/** From here on an earlier ops cannot act on either host, and no command that it left behind still runs. */
async function fenceBoth(session: MoveSession, view: Awaited<ReturnType<typeof look>>, signal: AbortSignal): Promise<void> {
  const {run, plan, epoch, vouched} = session
  await run.act('evacuate.fence', {host: plan.source, data: {workload: plan.workload.name, of: plan.run, epoch, ...vouched}}, async () => {
    for (const side of ['destination', 'source'] as const) {
      const seen = view[side]
      if (seen.reach === 'answered' && seen.marks !== undefined) await session.records.fence(recordAt(session, side), signal)
    }
  })
}
