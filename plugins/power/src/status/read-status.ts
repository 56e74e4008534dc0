import type {ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import {onHosts} from '@ops/core/runs'
import type {PowerOutcome, PowerState, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {readPowerMap} from '../outlets/power-map.ts'
import {type OutletStatus, openHostOutlets, readOutlets, readsAtOnce, restingState, stateOf} from '../outlets/read-outlet.ts'
import {restingProofs} from '../proofs/relay-proof.ts'
import {HostRecord, type PowerResult} from '../runs/power-result.ts'

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

export type StatusResult = PowerResult & Partial<PowerStatus>

export async function readStatuses(services: Services, hosts: readonly Host[], signal: AbortSignal): Promise<StatusResult[]> {
  const map = readPowerMap(services.inventory, services.registry)
  const byBound = Map.groupBy(hosts, ({name}) => readsAtOnce(map.of(name), services.settings.fanout))
  const action = (host: Host) => readStatus(services, host, signal)
  const results = await Promise.all([...byBound].map(([fanout, some]) => onHosts(some, {fanout, signal, action})))
  const byHost = new Map(results.flat().map((result) => [result.host, result]))
  return hosts.map(({name}) => ({...new HostRecord(name).result, ...byHost.get(name)}))
}

/** Reads every outlet of a host; never cached. */
export async function readStatus(services: Services, host: Host, signal: AbortSignal): Promise<PowerStatus> {
  const {outlets} = await openHostOutlets(services, host.name)
  const statuses = await readOutlets(outlets, host.name, signal)
  const power = stateOf(statuses, restingState)
  const proofs = restingProofs(statuses, power)
  const details = proofs.map(({detail}) => detail).join('; ')
  const [error = errors.POWER_NOT_PROVED({host: host.name}, host.name, 'on or off', details)] = statuses.flatMap((one) => one.error ?? [])
  return {
    host: host.name,
    power,
    changed: false,
    proofs,
    outlets: statuses.map(toOutletResult),
    ...(power === 'unknown' ? {error: error.toJSON()} : {}),
  }
}

function toOutletResult({outlet, state, reading}: OutletStatus): OutletResult {
  return {
    outlet: outlet.supply.id,
    state,
    ...(reading?.watts === undefined ? {} : {watts: reading.watts}),
    ...(reading?.onForS === undefined ? {} : {onForS: reading.onForS}),
  }
}
