import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {hostRecords} from '../record/store.ts'
import {assess} from '../state/assess.ts'
import type {MoveState} from '../state/view.ts'
import {look} from './look.ts'
import {findMoves} from './open-moves.ts'

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
  const wanted = only.run === undefined ? moves.filter(({settled}) => !settled) : moves
  const found = await Promise.all(
    wanted.map(async ({plan}): Promise<MoveStatus> => {
      const {run, workload, source, destination} = plan
      const mover = await services.registry.workloadRuntimes.get(workload.kind)?.mover?.()
      const base = {run, workload: workload.name, source, destination}
      if (mover === undefined)
        return {...base, state: 'UNKNOWN', sentence: `No plugin moves work of kind ${workload.kind}.`, settled: false}
      const {state, sentence, advice} = assess(await look({services, plan, mover, records: hostRecords, vouched: {}}, signal), {
        source,
        destination,
      })
      const settled = state === 'VERIFIED' || state === 'ABORTED' || state === 'PLANNED'
      return {...base, state, sentence, settled, ...(advice === 'none' ? {} : {next: `ops evacuate ${advice} ${run}`})}
    }),
  )
  return {moves: found, settled: moves.length - wanted.length, silent}
}
