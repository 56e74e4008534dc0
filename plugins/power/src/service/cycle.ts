import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {PowerOffRequest, Services} from '@ops/core/seams'
import {cutPower} from './off.ts'
import {restorePower} from './on.ts'
import type {PowerResult} from './power-result.ts'

export interface CycleInput extends PowerOffRequest {
  /** Milliseconds without power; capacitors of a supply need some seconds. */
  pauseMs: number
}

/** Off, proved; a pause; on, proved. The power does not come back unless it was seen to be gone. */
export async function cyclePower(
  services: Services,
  run: Run,
  host: Host,
  {pauseMs, ...off}: CycleInput,
  result: PowerResult,
  signal: AbortSignal,
): Promise<void> {
  await cutPower(services, run, host, {...off, act: 'power.cycle'}, result, signal)
  const {proofs} = result
  await services.clock.sleep(pauseMs, signal)
  await restorePower(services, run, host, result, signal)
  result.proofs = [...proofs, ...result.proofs]
}
