import type {Services} from '@ops/core/seams'
import {type DeviceIds, findDifference, idsOf} from '../drivers/kit/device-ids.ts'
import {pinsOf, readPowerMap} from './power-map.ts'
import type {OutletStatus} from './read-outlet.ts'
import {outletSpace, type RememberedOutlet} from './remembered-outlets.ts'

/**
 * Hosts of the inventory that ops has seen on one of these outlets, or whose entry pins it, at whatever address. Not one whose entry
 * pins another device by now.
 * Remembered outlets are forgotten when ops reads the outlets that the host has instead.
 */
export async function findKnownBy(
  {coordinator, inventory, registry}: Pick<Services, 'coordinator' | 'inventory' | 'registry'>,
  statuses: readonly OutletStatus[],
): Promise<string[]> {
  const found = statuses.flatMap(({outlet, reading}) => {
    const ids = reading === undefined ? undefined : idsOf(reading)
    return ids === undefined ? [] : [{ids, driver: outlet.supply.driver.name}]
  })
  if (found.length === 0) return []
  const map = readPowerMap(inventory, registry)
  const facts = await coordinator.facts.list(outletSpace)
  // A device that is its own outlet; of a strip, a pin does not say which outlet.
  const pinned = map.supplies.filter((supply) =>
    found.some(({ids, driver}) => {
      const [pins, isOnly] = [pinsOf(supply), supply.outlet.child === undefined && ids.childId === undefined]
      return isOnly && supply.driver.name === driver && sharesDevice(pins, ids) && findDifference(pins, ids) === undefined
    }),
  )
  const seenHosts = facts.flatMap(({key, value}) => {
    if (!inventory.hosts.has(key)) return []
    const outlets = (value['outlets'] ?? []) as RememberedOutlet[]
    const isHere = ({outlet, ids}: RememberedOutlet) =>
      found.some((one) => outlet.startsWith(`${one.driver}/`) && sharesDevice(ids, one.ids) && findDifference(ids, one.ids) === undefined)
    const seen = outlets.filter(isHere)
    const isPinned = (one: RememberedOutlet) =>
      map.of(key).length > 0 && map.of(key).every((supply) => findDifference(one.ids, pinsOf(supply)) !== undefined)
    return seen.some((one) => !isPinned(one)) ? [key] : []
  })
  return [...new Set([...seenHosts, ...pinned.flatMap(({feeds}) => feeds)])]
}

const sharesDevice = (one: DeviceIds, other: DeviceIds) =>
  (one.deviceId !== undefined && other.deviceId !== undefined) || (one.mac !== undefined && other.mac !== undefined)
