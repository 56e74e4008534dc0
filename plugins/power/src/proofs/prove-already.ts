import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import {type Outlet, readOutlets, restingState} from '../outlets/read-outlet.ts'
import {isReachable} from './reachability.ts'
import {restingProofs} from './relay-proof.ts'

/**
 * The second reading before "already so" is believed: a plug that reports a false state once must not spare a host its
 * act. Returns the proofs, or undefined when anything contradicts; then the act is done as if the state were unknown.
 */
export async function proveAlready(
  services: Services,
  host: Host,
  outlets: readonly Outlet[],
  wanted: 'on' | 'off',
  signal: AbortSignal,
): Promise<Proof[] | undefined> {
  const statuses = await readOutlets(outlets, host.name, signal)
  if (statuses.some((status) => restingState(status) !== wanted)) return undefined
  const answers = await isReachable(host, services, signal)
  if (wanted === 'off' && answers === true) return undefined
  return [...restingProofs(statuses, wanted), ...(wanted === 'on' && answers === false ? [noAnswer(host.name)] : [])]
}

/** A machine that was shut down has power and stays down until its power is cycled. */
function noAnswer(host: string): Proof {
  return {kind: 'answer', holds: 'unknown', detail: `${host} does not answer; if it was shut down, ops power cycle ${host} starts it`}
}
