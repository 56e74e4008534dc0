import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import {type Outlet, readOutlets, restingState} from '../outlets/read-outlet.ts'
import {isReachable} from './reachability.ts'
import {restingProofs} from './relay-proof.ts'

/**
 * Reads the outlets a second time before a host counts as already on or off, because a plug may report a false state once. Returns
 * the proofs, or undefined when anything contradicts them; then the host is switched as if its state were unknown.
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

/** For a machine that has power and is silent. If it was shut down, only a power cycle starts it. */
function noAnswer(host: string): Proof {
  return {kind: 'answer', holds: 'unknown', detail: `${host} does not answer; if it was shut down, ops power cycle ${host} starts it`}
}
