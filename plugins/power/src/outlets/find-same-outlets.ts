import type {Services} from '@ops/core/seams'
import {errorMessage} from '@ops/core/text'
import pMap from 'p-map'
import {type DeviceIds, idsOf, isSameDevice} from '../drivers/kit/device-ids.ts'
import {errors} from '../errors/errors.ts'
import type {PowerMap, Supply} from './power-map.ts'
import {type OutletStatus, openOutlets, readOutlets, readsAtOnce} from './read-outlet.ts'
import {readRemembered} from './remembered-outlets.ts'

/**
 * Other entries of the inventory that are an outlet of these readings, for example by alias instead of number. An entry is out of the
 * question when its driver is another one, or its pin, its remembered device or its address tells the two devices apart. Every other
 * one is read, and the answer of the device decides. Throws when such an entry cannot be read: it may be this very outlet, and then
 * it is unknown which hosts would lose their power.
 */
export async function findSameOutlets(
  services: Services,
  {map, host}: {map: PowerMap; host: string},
  statuses: readonly OutletStatus[],
  signal: AbortSignal,
): Promise<Supply[]> {
  const own = new Set(statuses.map(({outlet}) => outlet.supply.id))
  const others = map.supplies.filter(({id}) => !own.has(id))
  const candidates = await Promise.all(others.map((supply) => mayShareDevice(services, supply, statuses)))
  const asked = others.filter((_, at) => candidates[at])
  const isSame = await pMap(
    asked,
    async (supply) => {
      const [other = ''] = supply.feeds
      const outlets = await openOutlets(services, other, {supplies: [supply], all: map.of(other)})
      const [read] = await readOutlets(outlets, other, signal)
      if (read?.reading === undefined) {
        const [first] = ofDriver(supply, statuses)
        const why = read?.error === undefined ? 'it does not answer' : errorMessage(read.error)
        throw errors.POWER_OUTLET_UNIDENTIFIED({host, cause: read?.error}, host, first?.outlet.supply.id ?? '', other, supply.id, why)
      }
      const {reading} = read
      return ofDriver(supply, statuses).some((one) => one.reading !== undefined && supply.driver.isSameOutlet(one.reading, reading))
    },
    {concurrency: readsAtOnce(asked, services.settings.fanout)},
  )
  return asked.filter((_, at) => isSame[at])
}

async function mayShareDevice(services: Services, other: Supply, statuses: readonly OutletStatus[]): Promise<boolean> {
  const ids = await rememberedIds(services, other)
  for (const {outlet, reading} of ofDriver(other, statuses)) {
    const found = reading === undefined ? undefined : idsOf(reading)
    if (found !== undefined && ids.length > 0 && !ids.some((known) => isSameDevice(known, found))) continue
    const known = {config: outlet.supply.settings, ...(reading === undefined ? {} : {reading})}
    if (await other.driver.mayShareDevice(known, other.settings)) return true
  }
  return false
}

/** What the outlet was when ops saw it for any of its hosts. */
async function rememberedIds(services: Services, {id, feeds}: Supply): Promise<DeviceIds[]> {
  const remembered = await Promise.all(feeds.map((host) => readRemembered(services, host)))
  return remembered.flatMap(({outlets}) => outlets.filter(({outlet}) => outlet === id).map(({ids}) => ids))
}

function ofDriver({driver}: Supply, statuses: readonly OutletStatus[]): OutletStatus[] {
  return statuses.filter(({outlet}) => outlet.supply.driver === driver)
}
