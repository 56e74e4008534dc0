import type {OpsError} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {type Outlet, type OutletStatus, readOutlets, restingState} from '../outlets/read-outlet.ts'
import {findRefuted} from '../outlets/refuted.ts'
import {isReachable} from './reachability.ts'
import {restingProofs} from './relay-proof.ts'

/**
 * Reads the outlets a second time before a host counts as already on or off, because a plug may report a false state once. Returns
 * the proofs, or undefined when the readings contradict each other; then the host is switched as if its state were unknown. Throws when
 * the host answers although its outlets read off twice: no command to these outlets could show that it is off.
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
  if (wanted === 'off' && answers === true) throw answersWithoutPower(host.name)
  const isSilent = wanted === 'on' && answers === false
  return [...restingProofs(statuses, wanted), ...(isSilent ? [await noAnswer(services, host.name, statuses)] : [])]
}

/** A machine that runs while its outlets read off; shutting it down would make it look as if they fed it. */
export function answersWithoutPower(host: string): OpsError {
  const why = `its outlets read off, but ${host} answers, so it hangs on another outlet, or a contact is welded. Nothing was switched`
  return errors.POWER_NOT_PROVED({host}, host, 'off', why, true)
}

/** For a machine that has power and is silent. If it was shut down, a power cycle starts it, which ops refuses on a refuted outlet. */
async function noAnswer(services: Services, host: string, statuses: readonly OutletStatus[]): Promise<Proof> {
  const isRefuted = (await findRefuted(services, host, statuses)).some(({isAccepted}) => isAccepted !== true)
  const start = isRefuted ? `start it by its button, as its outlet was shown not to feed it` : `ops power cycle ${host} starts it`
  return {kind: 'answer', holds: 'unknown', detail: `${host} does not answer; if it was shut down, ${start}`}
}
