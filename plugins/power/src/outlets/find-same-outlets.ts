import type {OpsError} from '@ops/core/errors'
import {foldHosts} from '@ops/core/hostset'
import type {Services} from '@ops/core/seams'
import {errorMessage} from '@ops/core/text'
import pMap from 'p-map'
import {type DeviceIds, idsOf, isSameDevice} from '../drivers/kit/device-ids.ts'
import {errors} from '../errors/errors.ts'
import type {PowerMap, Supply} from './power-map.ts'
import {type OutletStatus, openOutlets, readOutlets, readsAtOnce} from './read-outlet.ts'
import {readRemembered} from './remembered-outlets.ts'

export interface SameOutlets {
  same: Supply[]
  /** Entries that could not be read: each may be this very outlet, so it is unknown which hosts would lose their power. */
  unidentified?: OpsError
}

/**
 * Other entries of the inventory that are an outlet of these readings, for example by alias instead of number. An entry is out of the
 * question when its driver is another one, or its pin, its remembered device or its address tells the two devices apart. Every other
 * one is read, and the answer of the device decides.
 */
export async function findSameOutlets(
  services: Services,
  {map, host}: {map: PowerMap; host: string},
  statuses: readonly OutletStatus[],
  signal: AbortSignal,
): Promise<SameOutlets> {
  const own = new Set(statuses.map(({outlet}) => outlet.supply.id))
  const others = map.supplies.filter(({id}) => !own.has(id))
  const candidates = await Promise.all(others.map((supply) => mayShareDevice(services, supply, statuses)))
  const asked = others.filter((_, at) => candidates[at])
  const answers = await pMap(
    asked,
    async (supply) => {
      const [other = ''] = supply.feeds
      const outlets = await openOutlets(services, other, {supplies: [supply], all: map.of(other)})
      const [read] = await readOutlets(outlets, other, signal)
      const {reading} = read ?? {}
      if (reading === undefined) return read?.error ?? 'unread'
      return ofDriver(supply, statuses).some((one) => one.reading !== undefined && supply.driver.isSameOutlet(one.reading, reading))
    },
    {concurrency: readsAtOnce(asked, services.settings.fanout)},
  )
  const same = asked.filter((_, at) => answers[at] === true)
  const unread = asked.filter((_, at) => typeof answers[at] !== 'boolean')
  const [first] = unread
  if (first === undefined) return {same}
  const cause = answers[asked.indexOf(first)]
  const mine = ofDriver(first, statuses)[0]?.outlet.supply.id ?? ''
  const unknown = {hosts: foldHosts(unread.flatMap(({feeds}) => feeds)), outlet: first.id, more: unread.length - 1}
  const why = cause instanceof Error ? errorMessage(cause) : 'it does not answer'
  return {same, unidentified: errors.POWER_OUTLET_UNIDENTIFIED({host, cause}, host, mine, unknown, why)}
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
