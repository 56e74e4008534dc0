import type {ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import {findMaintenance, type Maintenance} from '@ops/core/maintenance'
import {onHosts} from '@ops/core/runs'
import type {PowerOutcome, PowerState, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {readPowerMap} from '../outlets/power-map.ts'
import {type OutletStatus, readHost, readsAtOnce, restingState, stateOf} from '../outlets/read-outlet.ts'
import {rememberReadings, type SeenHost} from '../outlets/remember-outlets.ts'
import {readWiring} from '../outlets/wiring.ts'
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
  maintenance?: Maintenance
  outlets: OutletResult[]
  error?: ErrorJson
}

/** `none`: a host of a set that has no outlet in the inventory. */
export type StatusResult = Omit<PowerResult, 'power'> & Partial<Omit<PowerStatus, 'power'>> & {power: PowerState | 'none'}

export interface StatusInput {
  /** As typed, for the journal, which gets a run when an outlet is seen for the first time. */
  argv?: readonly string[]
  /** Hosts that were named one by one: without an outlet such a host is an error, while a set may have some. */
  named?: readonly string[]
}

/** The states of hosts, in their order. */
export async function readStatuses(
  services: Services,
  hosts: readonly Host[],
  signal: AbortSignal,
  {argv = [], named = hosts.map(({name}) => name)}: StatusInput = {},
): Promise<StatusResult[]> {
  const map = readPowerMap(services.inventory, services.registry)
  const hasNone = ({name}: Host) => map.of(name).length === 0 && !named.includes(name)
  const asked = hosts.filter((host) => !hasNone(host))
  const byBound = Map.groupBy(asked, ({name}) => readsAtOnce(map.of(name), services.settings.fanout))
  const seen: SeenHost[] = []
  const action = async (host: Host) => {
    const read = await readHost(services, host, signal)
    seen.push({host: host.name, supplies: map.of(host.name), statuses: read.statuses})
    return toStatus(services, host, read.statuses)
  }
  const results = await Promise.all([...byBound].map(([fanout, some]) => onHosts(some, {fanout, signal, action})))
  await rememberReadings(services, {command: 'power status', argv}, seen)
  const byHost = new Map(results.flat().map((result) => [result.host, result]))
  return hosts.map((host) => {
    const {name} = host
    return hasNone(host) ? {...new HostRecord(name).result, power: 'none'} : {...new HostRecord(name).result, ...byHost.get(name)}
  })
}

/** Reads every outlet of a host; never cached. */
export async function readStatus(services: Services, host: Host, signal: AbortSignal): Promise<PowerStatus> {
  return toStatus(services, host, (await readHost(services, host, signal)).statuses)
}

async function toStatus(services: Services, host: Host, statuses: readonly OutletStatus[]): Promise<PowerStatus> {
  const maintenance = await findMaintenance(services, host.name)
  const wiring = await readWiring(services, host.name, statuses)
  const read = stateOf(statuses, restingState)
  // An open outlet of another machine says nothing.
  const power = read === 'off' && wiring === 'refuted' ? 'unknown' : read
  const proofs = restingProofs(statuses, read)
  const details = power === read ? proofs.flatMap(({holds, detail}) => (holds === true ? [] : [detail])).join('; ') : notFed(host.name)
  const [error = errors.POWER_STATE_UNKNOWN({host: host.name}, host.name, details)] = statuses.flatMap((one) => one.error ?? [])
  return {
    host: host.name,
    power,
    changed: false,
    proofs,
    wiring,
    ...(maintenance === undefined ? {} : {maintenance}),
    outlets: statuses.map(toOutletResult),
    ...(power === 'unknown' ? {error: error.toJSON()} : {}),
  }
}

const notFed = (host: string) => `its outlet reads off, and an earlier run has shown that ${host} does not hang on it`

function toOutletResult({outlet, state, reading}: OutletStatus): OutletResult {
  return {
    outlet: outlet.supply.id,
    state,
    ...(reading?.watts === undefined ? {} : {watts: reading.watts}),
    ...(reading?.onForS === undefined ? {} : {onForS: reading.onForS}),
  }
}
