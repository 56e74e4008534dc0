import type {PowerState, Proof} from '@ops/core/seams'
import {type OutletLook, restingState} from '../outlets/read-outlet.ts'

/** What an outlet says of its relay; it may lie (a welded contact reads off), hence the other proofs. */
export function relayProof({outlet, state, reading, error}: OutletLook, wanted: PowerState): Proof {
  const {id} = outlet.supply
  if (state === 'unknown') return {kind: 'relay', holds: 'unknown', detail: error === undefined ? `${id} does not know` : error.message}
  const watts = reading?.watts === undefined ? '' : `, ${showWatts(reading.watts)}`
  return {kind: 'relay', holds: state === wanted, detail: `${id} reads ${state}${watts}`}
}

/** The proofs of a host that nobody has just switched. */
export function restingProofs(looks: readonly OutletLook[], wanted: PowerState): Proof[] {
  return looks.flatMap((look): Proof[] => {
    const relay = relayProof(look, wanted === 'unknown' ? 'off' : wanted)
    if (restingState(look) === look.state) return [relay]
    return [
      relay,
      {kind: 'meter', holds: false, detail: `${look.outlet.supply.id} reads off and still draws ${showWatts(look.reading?.watts ?? 0)}`},
    ]
  })
}

export function showWatts(watts: number): string {
  return `${watts.toFixed(watts < 10 ? 2 : 1)} W`
}
