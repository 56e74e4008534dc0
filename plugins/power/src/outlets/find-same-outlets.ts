import type {Services} from '@ops/core/seams'
import type {PowerMap, Supply} from './power-map.ts'
import {type OutletStatus, openOutlet} from './read-outlet.ts'

/**
 * Other entries of the inventory that are an outlet of these readings, for example by alias instead of number. The driver says which
 * entries may be on the same device; each of them is read, and the answer of the device decides. Throws when such an entry cannot be
 * read, because it is then unknown which hosts the outlet feeds.
 */
export async function findSameOutlets(
  services: Services,
  map: PowerMap,
  statuses: readonly OutletStatus[],
  signal: AbortSignal,
): Promise<Supply[]> {
  const own = new Set(statuses.map(({outlet}) => outlet.supply.id))
  const others = map.supplies.filter(({id}) => !own.has(id))
  const candidates = await Promise.all(others.map((supply) => mayShareDevice(supply, statuses)))
  const same: Supply[] = []
  for (const supply of others.filter((_, at) => candidates[at])) {
    const [host = ''] = supply.feeds
    await using driver = (await openOutlet(services, supply, host)).driver
    const reading = await driver.read(signal)
    const isSame = ofDriver(supply, statuses).some(
      (status) => status.reading !== undefined && supply.driver.isSameOutlet(status.reading, reading),
    )
    if (isSame) same.push(supply)
  }
  return same
}

async function mayShareDevice(other: Supply, statuses: readonly OutletStatus[]): Promise<boolean> {
  for (const {outlet, reading} of ofDriver(other, statuses)) {
    const known = {config: outlet.supply.settings, ...(reading === undefined ? {} : {reading})}
    if (await other.driver.mayShareDevice(known, other.settings)) return true
  }
  return false
}

function ofDriver({driver}: Supply, statuses: readonly OutletStatus[]): OutletStatus[] {
  return statuses.filter(({outlet}) => outlet.supply.driver === driver)
}
