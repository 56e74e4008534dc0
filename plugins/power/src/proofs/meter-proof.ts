import type {Proof} from '@ops/core/seams'
import {showWatts} from './relay-proof.ts'

/** Below this a meter before the act cannot drop any further than its own noise (an HS110 shows 0.93 W with no load). */
const leastWatts = 1
/** What may be left of the draw after the relay opened. */
const leftShare = 0.2

/** Whether the draw fell with the relay. Compared with the sample right before it, never with a fixed figure. */
export function meterProof(outlet: string, before: number | undefined, after: number | undefined): Proof | undefined {
  if (before === undefined && after === undefined) return undefined
  if (before === undefined || after === undefined) {
    return {
      kind: 'meter',
      holds: 'unknown',
      detail: `${outlet}: the meter answered only ${before === undefined ? 'after' : 'before'} the act`,
    }
  }
  const detail = `${outlet}: ${showWatts(before)} before, ${showWatts(after)} after`
  if (before < leastWatts)
    return {kind: 'meter', holds: after >= leastWatts ? false : 'unknown', detail: `${detail}; too little to show a drop`}
  return {kind: 'meter', holds: after <= before * leftShare, detail}
}
