import type {Host} from '@ops/core/inventory'
import type {ErrorJson} from '@ops/core/errors'
import type {PowerOutcome, PowerState, Proof, Services} from '@ops/core/seams'
import {restingProofs} from '../proofs/relay-proof.ts'
import {errors} from '../errors/errors.ts'
import {type OutletLook, lookAt, openHostPower, restingState, stateOf} from '../outlets/read-outlet.ts'
import pMap from 'p-map'
import type {PowerResult} from '../runs/power-result.ts'
import {settle} from '../runs/run-hosts.ts'

/** One outlet of a host as `--json` shows it. */
export interface OutletResult {
  outlet: string
  state: PowerState
  watts?: number
  onForS?: number
}

export interface PowerStatus extends PowerOutcome {
  outlets: OutletResult[]
  error?: ErrorJson
}

/** Reads every outlet of a host; never cached. */
export async function powerStatus(services: Services, host: Host, signal: AbortSignal): Promise<PowerStatus> {
  const {outlets} = await openHostPower(services, host.name)
  const looks = await Promise.all(outlets.map((outlet) => lookAt(outlet, host.name, signal)))
  const power = stateOf(looks, restingState)
  const proofs = restingProofs(looks, power)
  const [error = undecided(host.name, proofs)] = looks.flatMap((look) => look.error ?? [])
  return {
    host: host.name,
    power,
    changed: false,
    proofs,
    outlets: looks.map(outletResult),
    ...(power === 'unknown' ? {error: error.toJSON()} : {}),
  }
}

function undecided(host: string, proofs: readonly Proof[]) {
  return errors.NOT_PROVED({host}, host, 'on or off', proofs.map(({detail}) => detail).join('; '))
}

export function outletResult({outlet, state, reading}: OutletLook): OutletResult {
  return {
    outlet: outlet.supply.id,
    state,
    ...(reading?.watts === undefined ? {} : {watts: reading.watts}),
    ...(reading?.onForS === undefined ? {} : {onForS: reading.onForS}),
  }
}

export function statusOfMany(services: Services, hosts: readonly Host[], signal: AbortSignal): Promise<PowerResult[]> {
  return pMap(
    hosts,
    (host) => settle(host.name, signal, async (result) => void Object.assign(result, await powerStatus(services, host, signal))),
    {concurrency: services.settings.fanout},
  )
}
