import {hostsOfMachine} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {type DeviceIds, findDifference, idsOf} from '../drivers/kit/device-ids.ts'
import {pinsOf, readPowerMap} from './power-map.ts'
import type {OutletStatus} from './read-outlet.ts'
import {machineIn, outletsIn, outletSpace, type RememberedOutlet} from './remembered-outlets.ts'

/** A machine that ops has seen on an outlet, and that the inventory has no more, neither by its name nor by its address. */
export interface GoneMachine {
  /** The name that it had, which is the key of what ops remembers. */
  name: string
  /** As `machineOf` writes it; undefined in a journal of an older version. */
  machine?: string
  outlet: string
  version: number
}

export interface KnownBy {
  /** Of the inventory. */
  hosts: string[]
  gone: GoneMachine[]
}

/**
 * Hosts that ops has seen on one of these outlets, or whose entry pins it, at whatever address. Not one whose entry pins another device
 * by now. A machine that has another name now is the same one.
 * Remembered outlets are forgotten when ops reads the outlets that the host has instead.
 */
export async function findKnownBy(
  {coordinator, inventory, registry}: Pick<Services, 'coordinator' | 'inventory' | 'registry'>,
  statuses: readonly OutletStatus[],
): Promise<KnownBy> {
  const found = statuses.flatMap(({outlet, reading}) => {
    const ids = reading === undefined ? undefined : idsOf(reading)
    return ids === undefined ? [] : [{ids, driver: outlet.supply.driver.name}]
  })
  if (found.length === 0) return {hosts: [], gone: []}
  const map = readPowerMap(inventory, registry)
  const facts = await coordinator.facts.list(outletSpace)
  // A device that is its own outlet; of a strip, a pin does not say which outlet.
  const pinned = map.supplies.filter((supply) =>
    found.some(({ids, driver}) => {
      const [pins, isOnly] = [pinsOf(supply), supply.outlet.child === undefined && ids.childId === undefined]
      return isOnly && supply.driver.name === driver && sharesDevice(pins, ids) && findDifference(pins, ids) === undefined
    }),
  )
  const isHere = ({outlet, ids}: RememberedOutlet) =>
    found.some((one) => outlet.startsWith(`${one.driver}/`) && sharesDevice(ids, one.ids) && findDifference(ids, one.ids) === undefined)
  const isPinnedElsewhere = (name: string, {ids}: RememberedOutlet) =>
    map.of(name).length > 0 && map.of(name).every((supply) => findDifference(ids, pinsOf(supply)) !== undefined)
  const seen = facts.flatMap(({key, value, version}) => {
    const outlets = outletsIn(value).filter(isHere)
    const [first] = outlets
    if (first === undefined) return []
    const {machine} = machineIn(value)
    const names = [
      ...new Set([...(inventory.hosts.has(key) ? [key] : []), ...(machine === undefined ? [] : hostsOfMachine(inventory, machine))]),
    ]
    const hosts = names.filter((name) => outlets.some((one) => !isPinnedElsewhere(name, one)))
    return [{hosts, gone: names.length > 0 ? [] : [{name: key, ...machineIn(value), outlet: first.outlet, version}]}]
  })
  const hosts = [...new Set([...seen.flatMap((one) => one.hosts), ...pinned.flatMap(({feeds}) => feeds)])]
  return {hosts, gone: seen.flatMap((one) => one.gone)}
}

const sharesDevice = (one: DeviceIds, other: DeviceIds) =>
  (one.deviceId !== undefined && other.deviceId !== undefined) || (one.mac !== undefined && other.mac !== undefined)
