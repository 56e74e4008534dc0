import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import {restingProofs} from './relay-proof.ts'
import {isHeard} from './reachability.ts'
import {type Outlet, lookAt, restingState} from '../outlets/read-outlet.ts'

/**
 * The second look before "already so" is believed: a plug that lies once must not spare a host its act. The proofs, or
 * undefined when something speaks against it; then the act is done as if the state were unknown.
 */
export async function proveAlready(
  {transports}: Services,
  host: Host,
  outlets: readonly Outlet[],
  wanted: 'on' | 'off',
  signal: AbortSignal,
): Promise<Proof[] | undefined> {
  const looks = await Promise.all(outlets.map((outlet) => lookAt(outlet, host.name, signal)))
  if (looks.some((look) => restingState(look) !== wanted)) return undefined
  const heard = await isHeard(host, () => transports.to(host.name), signal)
  if (wanted === 'off' && heard === true) return undefined
  return [...restingProofs(looks, wanted), ...(wanted === 'on' && heard === false ? [asleep(host.name)] : [])]
}

/** Power is not all that a machine needs: one that was shut down stays so until its power comes anew. */
function asleep(host: string): Proof {
  return {kind: 'answer', holds: 'unknown', detail: `${host} does not answer; if it was shut down, ops power cycle ${host} starts it`}
}
