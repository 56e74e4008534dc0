import {type ExitCode, exitOfHosts} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import {continueRun, type RunEnd} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {resolveErrors} from '../errors/resolve-errors.ts'
import type {MovePlan} from '../records/record.ts'
import {actorOf} from './actors.ts'
import {findMoves, type FoundMoves} from './find-moves.ts'
import type {ResolvedMove, ResolveInput} from './resolve-move.ts'
import {resolveMoves} from './resolve-moves.ts'

export interface ResolveRunInput extends ResolveInput {
  run: string
  argv: readonly string[]
}

/** `ops evacuate abort|resume RUN`, as part of that run; as a run of its own when this journal does not know it. */
export async function resolveRun(services: Services, input: ResolveRunInput, signal: AbortSignal): Promise<ResolvedMove[]> {
  const {run: id, command, argv} = input
  const found = await findOpenRun(services, id, signal)
  const names = [...new Set(found.moves.flatMap(({plan}) => [plan.source, plan.destination]))]
  const {hosts} = await continueRun(
    services,
    {run: id, command: `evacuate ${command}`, argv, hosts: names},
    (run) => resolveMoves({services, run, input, found}, signal),
    resolvedEnd,
  )
  return hosts
}

/** How the journal reads the end of a command that resolves moves. */
export const resolvedEnd: RunEnd<ResolvedMove> = {
  isUnknown: ({state}) => state === 'unsettled',
  summary: (moves) => ({settled: moves.map(({host: _, ...move}) => move)}),
}

/** Exit code of abort, resume and close. Moves that were finished before decide it only if no other move was open. */
export function exitOfResolution(moves: readonly ResolvedMove[]): ExitCode {
  const open = moves.filter(({state}) => state !== 'nothing')
  return exitOfHosts(open.length > 0 ? open : moves)
}

/** The moves of a run that no process runs any more. */
export async function findOpenRun(services: Services, run: string, signal: AbortSignal): Promise<FoundMoves> {
  const found = await findMovesOfRun(services, run, signal)
  const actor = await actorOf(services, run)
  if (actor !== undefined) throw resolveErrors.EVACUATE_IN_PROGRESS({}, run, actor)
  return found
}

/** The moves of a run, from the hosts' records or the journal; throws when neither knows it. */
async function findMovesOfRun(services: Services, run: string, signal: AbortSignal): Promise<FoundMoves> {
  const hosts = await hostsOfRun(services, run)
  const found = await findMoves(services, hosts, {run}, signal)
  if (found.moves.length > 0) return found
  const silent = found.silent.map(({host}) => host)
  if (silent.length > 0) throw resolveErrors.EVACUATE_HOSTS_SILENT({}, run, silent)
  const names = hosts.map(({name}) => name)
  throw resolveErrors.EVACUATE_RUN_NOT_FOUND({}, run, names)
}

/** The hosts that the journal names; all hosts when it does not know the run. */
async function hostsOfRun({coordinator, inventory}: Services, run: string): Promise<Host[]> {
  const plans = (await coordinator.read({run, act: 'evacuate.plan'})).map(({data}) => data['plan'] as MovePlan)
  const names = new Set(plans.flatMap(({source, destination}) => [source, destination]))
  const hosts = [...inventory.hosts.values()]
  const named = hosts.filter(({name}) => names.has(name))
  return named.length === names.size && names.size > 0 ? named : hosts
}
