import type {Services} from '@ops/core/seams'
import pMap from 'p-map'
import type {PowerMap, Supply} from './power-map.ts'
import {type OutletStatus, openOutlet, readsAtOnce} from './read-outlet.ts'

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
  const asked = others.filter((_, at) => candidates[at])
  const isSame = await pMap(
    asked,
    async (supply) => {
      const [host = ''] = supply.feeds
      await using driver = (await openOutlet(services, supply, host)).driver
      const reading = await driver.read(signal)
      return ofDriver(supply, statuses).some(
        (status) => status.reading !== undefined && supply.driver.isSameOutlet(status.reading, reading),
      )
    },
    {concurrency: readsAtOnce(asked, services.settings.fanout)},
  )
  return asked.filter((_, at) => isSame[at])
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
