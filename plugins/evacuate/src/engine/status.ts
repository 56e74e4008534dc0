import type {Host} from '@ops/core/inventory'
import {asOpsError} from '@ops/core/errors'
import type {Services} from '@ops/core/seams'
import {readRun} from '@ops/core/runs'
import type {MovePlan} from '../record/record.ts'
import {hostRecords} from '../record/store.ts'
import {assess} from '../state/assess.ts'
import type {MoveState} from '../state/view.ts'
import {look} from './look.ts'
import {findMoves, silentHosts} from './open-moves.ts'

export interface MoveStatus {
  run: string
  workload: string
  source: string
  destination: string
  state: MoveState
  /** One sentence: where the work is, and whether it runs. */
  sentence: string
  /** The command that settles it. */
  next?: string
  settled: boolean
}

export interface EvacuationStatus {
  moves: MoveStatus[]
  /** Moves that are over, which were not looked at. */
  settled: number
  silent: {host: string; why: string}[]
}

/** Where every unsettled move stands, from what the hosts say now. Only reads. */
export async function evacuationStatus(
  services: Services,
  hosts: readonly Host[],
  only: {run?: string},
  signal: AbortSignal,
): Promise<EvacuationStatus> {
  const {moves, silent} = await findMoves(services, hosts, only, signal)
  const wanted = only.run === undefined ? moves.filter(({settled}) => settled === undefined) : moves
  const found = await Promise.all(wanted.map(({plan}) => statusOf(services, plan, silentHosts({silent}), signal)))
  return {moves: found, settled: moves.length - wanted.length, silent}
}

const over = new Set<MoveState>(['VERIFIED', 'ABORTED', 'PLANNED', 'SETTLED'])

async function statusOf(services: Services, plan: MovePlan, hosts: Map<string, string>, signal: AbortSignal): Promise<MoveStatus> {
  const {run, workload, source, destination} = plan
  const base = {run, workload: workload.name, source, destination}
  const unknown = (sentence: string): MoveStatus => ({...base, state: 'UNKNOWN', sentence, settled: false})
  const mover = await services.registry.workloadRuntimes.get(workload.kind)?.mover?.()
  if (mover === undefined) return unknown(`No plugin moves work of kind ${workload.kind}.`)
  try {
    const view = await look({services, plan, mover, records: hostRecords, vouched: {}, silent: hosts}, signal)
    const {state, sentence, advice} = assess(view, {source, destination})
    const settled = over.has(state)
    if (!settled && (await isAtWork(services, run)))
      return {...base, state, sentence: `An ops is at work on it (ops runs show ${run}). ${sentence}`, settled}
    return {...base, state, sentence, settled, ...(advice === 'none' ? {} : {next: `ops evacuate ${advice} ${run}`})}
  } catch (error) {
    // One move that cannot be looked at must not hide the others.
    signal.throwIfAborted()
    return unknown(asOpsError(error, source).message)
  }
}

/** Whether the process that has the run in hand lives; only the journal of its own machine can tell. */
export async function isAtWork({coordinator}: Pick<Services, 'coordinator'>, run: string): Promise<boolean> {
  const story = await readRun(coordinator, run).catch(() => undefined)
  return story?.state === 'running'
}
