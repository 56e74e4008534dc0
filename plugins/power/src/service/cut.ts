import type {Host} from '@ops/core/inventory'
import type {PowerOffRequest, Services} from '@ops/core/seams'
import {type HostPower, type Outlet, type OutletLook, lookAt, openHostPower, openOutlet} from '../supply/outlet.ts'
import type {PowerMap, Supply} from '../supply/power-map.ts'
import {downOption} from '../guards/down.ts'
import type {ShutBefore} from './shut-before.ts'

/** Everything that happens when the outlets of one host open. */
export interface Cut {
  host: Host
  outlets: Outlet[]
  /** How the outlets were, before anything was done. */
  looks: OutletLook[]
  /** Every host on these outlets; all are guarded. */
  fed: Host[]
  /** The ones that lose their last supply: they are shut down first. */
  dark: Host[]
  /** `outlet/ID`, for leases. */
  outletNames: string[]
}

export async function planCut(services: Services, host: Host, signal: AbortSignal): Promise<Cut> {
  const {map, outlets}: HostPower = await openHostPower(services, host.name)
  const looks = await Promise.all(outlets.map((outlet) => lookAt(outlet, host.name, signal)))
  const same = await sameOutlets(services, map, outlets, looks, signal)
  const cutIds = new Set([...outlets.map(({supply}) => supply.id), ...same.map(({id}) => id)])
  const feeds = new Set(map.supplies.filter(({id}) => cutIds.has(id)).flatMap((supply) => supply.feeds))
  const fed = [...services.inventory.hosts.values()].filter(({name}) => feeds.has(name))
  const dark = []
  for (const one of fed) if (!(await keepsPower(services, map, one.name, cutIds, signal))) dark.push(one)
  const outletNames = looks.map(({outlet, reading}) => `outlet/${reading?.outletId ?? outlet.supply.id}`)
  return {host, outlets, looks, fed, dark, outletNames}
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

/** The same outlets under other spellings (number, alias, id), told by what the device itself answers. */
async function sameOutlets(services: Services, map: PowerMap, mine: Outlet[], looks: OutletLook[], signal: AbortSignal): Promise<Supply[]> {
  const ids = new Set(mine.map(({supply}) => supply.id))
  const devices = new Set([...ids].map(deviceOf))
  const asked = new Set(looks.map(({reading}) => reading?.outletId))
  const same: Supply[] = []
  for (const supply of map.supplies) {
    if (ids.has(supply.id) || !devices.has(deviceOf(supply.id))) continue
    const [host = ''] = supply.feeds
    await using driver = (await openOutlet(services, supply, host)).driver
    const {outletId} = await driver.read(signal)
    if (outletId !== undefined && asked.has(outletId)) same.push(supply)
  }
  return same
}

/** `kasa/10.0.0.9:9999` of `kasa/10.0.0.9:9999/3`. */
function deviceOf(outletId: string): string {
  return outletId.split('/').slice(0, 2).join('/')
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
