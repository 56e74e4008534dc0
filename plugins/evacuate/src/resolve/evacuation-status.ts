import {asOpsError} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {evaluateMove} from '../move/evaluate-move.ts'
import {inspectMove} from '../move/inspect.ts'
import type {MoveState} from '../move/move-view.ts'
import {nextCommand} from '../move/advise.ts'
import type {UnreachableHosts} from '../move/session.ts'
import type {MovePlan} from '../records/record.ts'
import {hostRecords} from '../records/record-store.ts'
import {actorOf, unseenActor} from './actors.ts'
import {findMoves, unreachableHosts} from './find-moves.ts'

/** One open move; printed by --json: keys must not change. */
export interface MoveStatus {
  run: string
  workload: string
  source: string
  destination: string
  state: MoveState
  /** One sentence: where the work is, and whether it runs. */
  sentence: string
  /** The command that finishes it. */
  next?: string
  /** Whether the move is finished. */
  settled: boolean
}

export interface EvacuationStatus {
  moves: MoveStatus[]
  /** Count of finished moves, which were not inspected. */
  settled: number
  silent: {host: string; why: string}[]
}

/** The state of every open move, from what the hosts answer now. Only reads. */
export async function evacuationStatus(
  services: Services,
  hosts: readonly Host[],
  only: {run?: string},
  signal: AbortSignal,
): Promise<EvacuationStatus> {
  const {moves, silent} = await findMoves(services, hosts, only, signal)
  const wanted = only.run === undefined ? moves.filter(({finishedAt}) => finishedAt === undefined) : moves
  const found = await Promise.all(wanted.map(({plan}) => moveStatus(services, plan, unreachableHosts({silent}), signal)))
  return {moves: found, settled: moves.length - wanted.length, silent}
}

/** States in which a move is finished. */
export const finishedStates: ReadonlySet<MoveState> = new Set<MoveState>(['VERIFIED', 'ABORTED', 'PLANNED', 'SETTLED', 'CLOSED'])

async function moveStatus(services: Services, plan: MovePlan, unreachable: UnreachableHosts, signal: AbortSignal): Promise<MoveStatus> {
  const {run, workload, source, destination} = plan
  const base = {run, workload: workload.name, source, destination}
  const unknown = (sentence: string): MoveStatus => ({...base, state: 'UNKNOWN', sentence, settled: false})
  const mover = await services.registry.workloadRuntimes.get(workload.kind)?.mover?.()
  if (mover === undefined) return unknown(`No installed plugin can move work of kind ${workload.kind}.`)
  try {
    const view = await inspectMove({services, plan, mover, records: hostRecords, overrides: {}, unreachable}, signal)
    const {state, sentence, advice} = evaluateMove(view, base)
    const settled = finishedStates.has(state)
    const next = nextCommand(advice, plan)
    const then = next === undefined ? {} : {next}
    if (settled) return {...base, state, sentence, settled}
    const actor = await actorOf(services, run)
    if (actor !== undefined)
      return {...base, state, sentence: `Evacuation ${run} is still being run by an ops process of ${actor}. ${sentence}`, settled}
    const unseen = await unseenActor(services, run)
    return {...base, state, sentence: unseen === undefined ? sentence : `${unseen} ${sentence}`, settled, ...then}
  } catch (error) {
    // One move that cannot be inspected must not hide the others.
    signal.throwIfAborted()
    return unknown(asOpsError(error, source).message)
  }
}
