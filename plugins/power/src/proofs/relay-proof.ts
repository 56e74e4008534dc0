import type {PowerState, Proof} from '@ops/core/seams'
import {errorMessage} from '@ops/core/text'
import type {Clock} from '@ops/core/time'
import {type Outlet, type OutletStatus, readOutlet, restingState} from '../outlets/read-outlet.ts'

/** Between two readings of a relay. */
const pauseMs = 500

/** Reads each relay twice, each time on a new connection, so that one false answer does not lead to a false "done". */
export async function proveRelays(
  clock: Clock,
  outlets: readonly Outlet[],
  host: string,
  wanted: PowerState,
  signal: AbortSignal,
): Promise<{proofs: Proof[]; statuses: OutletStatus[]}> {
  const pairs = await Promise.all(outlets.map((outlet) => readTwice(clock, outlet, host, signal)))
  const proofs = pairs.map(([before, last]): Proof => {
    if (before.state === last.state || last.state === 'unknown') return relayProof(last, wanted)
    const first = before.state === 'unknown' ? 'nothing' : before.state
    return {kind: 'relay', holds: 'unknown', detail: `${last.outlet.supply.id} reads ${first}, then ${last.state}`}
  })
  return {proofs, statuses: pairs.map(([, last]) => last)}
}

/** The last two readings; a first one that failed does not count. */
async function readTwice(
  clock: Clock,
  outlet: Outlet,
  host: string,
  signal: AbortSignal,
): Promise<[before: OutletStatus, last: OutletStatus]> {
  const readAgain = async () => {
    await clock.sleep(pauseMs, signal)
    return readOutlet(outlet, host, signal)
  }
  const first = await readOutlet(outlet, host, signal)
  const second = await readAgain()
  return first.state === 'unknown' ? [second, await readAgain()] : [first, second]
}

/** The proof from one reading of an outlet. The reading may be false (a welded contact reads off), hence the other proofs. */
export function relayProof({outlet, state, reading, error}: OutletStatus, wanted: PowerState): Proof {
  const {id} = outlet.supply
  if (state === 'unknown') {
    // Its sentence is about an outlet that was not switched.
    const why = error?.code === 'POWER_PLUG_CHANGED' ? `${id}: another device answers` : error && errorMessage(error)
    return {kind: 'relay', holds: 'unknown', detail: why ?? `${id} reports neither on nor off`}
  }
  const watts = reading?.watts === undefined ? '' : `, ${formatWatts(reading.watts)}`
  return {kind: 'relay', holds: state === wanted, detail: `${id} reads ${state}${watts}`}
}

/** The proofs of a host that was not switched just now. */
export function restingProofs(statuses: readonly OutletStatus[], wanted: PowerState): Proof[] {
  return statuses.flatMap((status): Proof[] => {
    const relay = relayProof(status, wanted === 'unknown' ? 'off' : wanted)
    if (restingState(status) === status.state) return [relay]
    const {outlet, reading} = status
    return [
      relay,
      {kind: 'meter', holds: false, detail: `${outlet.supply.id} reads off and still draws ${formatWatts(reading?.watts ?? 0)}`},
    ]
  })
}

export function formatWatts(watts: number): string {
  return `${watts.toFixed(watts < 10 ? 2 : 1)} W`
}
