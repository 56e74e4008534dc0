import type {PowerState, Proof} from '@ops/core/seams'
import type {OutletLook} from '../supply/outlet.ts'

/** What an outlet says of its relay; it may lie (a welded contact reads off), hence the other proofs. */
export function relayProof({outlet, state, reading, error}: OutletLook, wanted: PowerState): Proof {
  const {id} = outlet.supply
  if (state === 'unknown') return {kind: 'relay', holds: 'unknown', detail: error === undefined ? `${id} does not know` : error.message}
  const watts = reading?.watts === undefined ? '' : `, ${showWatts(reading.watts)}`
  return {kind: 'relay', holds: state === wanted, detail: `${id} reads ${state}${watts}`}
}

export function showWatts(watts: number): string {
  return `${watts.toFixed(watts < 10 ? 2 : 1)} W`
}
