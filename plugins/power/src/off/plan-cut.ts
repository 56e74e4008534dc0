import type {Host} from '@ops/core/inventory'
import type {PowerOffRequest, Services} from '@ops/core/seams'
import {type HostPower, type Outlet, type OutletLook, lookAt, openHostPower, openOutlet} from '../outlets/read-outlet.ts'
import type {PowerMap} from '../outlets/power-map.ts'
import {sameOutlets} from '../outlets/find-same-outlets.ts'
import {downOption} from '../guards/cut-options.ts'
import type {ShutBefore} from './find-earlier-shutdown.ts'

/** Everything that happens when the outlets of one host open. */
export interface Cut {
  host: Host
  map: PowerMap
  outlets: Outlet[]
  /** How the outlets were, before anything was done. */
  looks: OutletLook[]
  /** Every name that the inventory has for these outlets. */
  ids: ReadonlySet<string>
  /** Every host on these outlets; all are guarded. */
  fed: Host[]
  /** `outlet/ID`, for leases. */
  outletNames: string[]
}

export async function planCut(services: Services, host: Host, signal: AbortSignal): Promise<Cut> {
  const {map, outlets}: HostPower = await openHostPower(services, host.name)
  const looks = await Promise.all(outlets.map((outlet) => lookAt(outlet, host.name, signal)))
  const same = await sameOutlets(services, map, looks, signal)
  const ids = new Set([...outlets.map(({supply}) => supply.id), ...same.map(({id}) => id)])
  const feeds = new Set(map.supplies.filter(({id}) => ids.has(id)).flatMap((supply) => supply.feeds))
  const fed = [...services.inventory.hosts.values()].filter(({name}) => feeds.has(name))
  const outletNames = looks.map(({outlet, reading}) => `outlet/${reading?.outletId ?? outlet.supply.id}`)
  return {host, map, outlets, looks, ids, fed, outletNames}
}

/** What guards are told besides the act's own options: every host on the outlets, and all that go off in this command. */
export function guardOptions(
  {options}: PowerOffRequest,
  together: readonly string[],
  {fed}: Cut,
  down: readonly ShutBefore[],
): Record<string, unknown> {
  return {...options, cutting: fed.map(({name}) => name), together: [...together], [downOption]: down.map(({host}) => host)}
}

/** The hosts that lose their last supply: they are shut down first. */
export async function goingDark(services: Services, {map, ids, fed}: Cut, signal: AbortSignal): Promise<Host[]> {
  const keep = await Promise.all(fed.map(({name}) => keepsPower(services, map, name, ids, signal)))
  return fed.filter((_, at) => keep[at] === false)
}

/** A supply that reads on stays; one that cannot be read may be dead, so the host is taken as going dark. */
async function keepsPower(
  services: Services,
  map: PowerMap,
  host: string,
  cut: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<boolean> {
  for (const supply of map.of(host)) {
    if (cut.has(supply.id)) continue
    const look = await lookAt(await openOutlet(services, supply, host), host, signal)
    if (look.state === 'on') return true
  }
  return false
}
