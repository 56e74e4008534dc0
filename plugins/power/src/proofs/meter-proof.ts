import type {Proof} from '@ops/core/seams'
import type {Clock} from '@ops/core/time'
import {type OutletStatus, readOutlet} from '../outlets/read-outlet.ts'
import {formatWatts} from './relay-proof.ts'

/** Milliseconds until the draw must have fallen; meters lag behind their relay by about a second. */
const timeoutMs = 5000
const pauseMs = 500
/** Watts. Below this a drop cannot be told from the noise of the meter (an HS110 shows 0.93 W with no load). */
const leastWatts = 1
/** Share of the draw that may be left after the relay opened. */
const leftShare = 0.2

/** Compares each meter with its sample right before the switch, until it has fallen or the time is over. */
export async function proveMeters(
  clock: Clock,
  before: readonly OutletStatus[],
  after: readonly OutletStatus[],
  host: string,
  signal: AbortSignal,
): Promise<Proof[]> {
  const end = clock.monotonic() + timeoutMs
  const proofs = await Promise.all(
    before.map(async ({outlet, reading}, at) => {
      const {id} = outlet.supply
      let proof = meterProof(id, reading?.watts, after[at]?.reading?.watts)
      while (proof?.holds === false && clock.monotonic() < end) {
        await clock.sleep(pauseMs, signal)
        const status = await readOutlet(outlet, host, signal)
        proof = meterProof(id, reading?.watts, status.reading?.watts)
      }
      return proof
    }),
  )
  return proofs.filter((proof) => proof !== undefined)
}

/** Whether the draw fell with the relay. It is compared with the sample right before the switch, never with a fixed figure. */
export function meterProof(outlet: string, before: number | undefined, after: number | undefined): Proof | undefined {
  if (before === undefined && after === undefined) return undefined
  if (before === undefined || after === undefined) {
    return {
      kind: 'meter',
      holds: 'unknown',
      detail: `${outlet}: the meter answered only ${before === undefined ? 'after' : 'before'} the switch`,
    }
  }
  const detail = `${outlet}: ${formatWatts(before)} before, ${formatWatts(after)} after`
  if (before < leastWatts)
    return {kind: 'meter', holds: after >= leastWatts ? false : 'unknown', detail: `${detail}; too little to show a drop`}
  return {kind: 'meter', holds: after <= before * leftShare, detail}
}
