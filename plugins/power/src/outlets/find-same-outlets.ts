import type {OpsError} from '@ops/core/errors'
import {foldHosts} from '@ops/core/hostset'
import {resolveName} from '@ops/core/net'
import type {Services} from '@ops/core/seams'
import {errorMessage} from '@ops/core/text'
import pMap from 'p-map'
import {type DeviceIds, findDifference, idsOf, isSameDevice} from '../drivers/kit/device-ids.ts'
import {errors} from '../errors/errors.ts'
import {wiringErrors} from '../errors/wiring-errors.ts'
import {findKnownBy} from './known-by.ts'
import {type PowerMap, type Supply, pinsOf} from './power-map.ts'
import {type OutletStatus, openOutlets, readOutlets, readsAtOnce} from './read-outlet.ts'
import {readRemembered} from './remembered-outlets.ts'

export interface SameOutlets {
  same: Supply[]
  /** Hosts that ops has seen on these outlets, or whose entries pin them, at whatever address. */
  seen: string[]
  /**
   * Entries that could not be read: each may be this very outlet, so it is unknown which hosts would lose their power. And machines that
   * ops has seen on them and that the inventory has no more.
   */
  unidentified: OpsError[]
}

/**
 * Other entries of the inventory that are an outlet of these readings, for example by alias instead of number, and hosts that ops has
 * seen on them. An entry is out of the question when its driver is another one, or its pin, its remembered device or its address tells
 * the two devices apart. Every other one is read, and the answer of the device decides.
 */
export async function findSameOutlets(
  services: Services,
  {map, host}: {map: PowerMap; host: string},
  statuses: readonly OutletStatus[],
  signal: AbortSignal,
): Promise<SameOutlets> {
  const own = new Set(statuses.map(({outlet}) => outlet.supply.id))
  const others = map.supplies.filter(({id}) => !own.has(id))
  const {hosts: seen, gone} = await findKnownBy(services, statuses)
  const forgotten = gone.length === 0 ? [] : [wiringErrors.POWER_OUTLET_OF_GONE_MACHINE({host}, host, gone)]
  const candidates = await Promise.all(others.map((supply) => mayShareDevice(services, supply, statuses)))
  const asked = others.filter((_, at) => candidates[at])
  const answers = await pMap(asked, (supply) => isSame(services, map, supply, statuses, signal), {
    concurrency: readsAtOnce(asked, services.settings.fanout),
  })
  const same = asked.filter((_, at) => answers[at] === true)
  // Hosts that are guarded anyway need no answer of their plug.
  const unread = asked.filter(({feeds}, at) => typeof answers[at] !== 'boolean' && !feeds.every((name) => seen.includes(name)))
  const [first] = unread
  if (first === undefined) return {same, seen, unidentified: forgotten}
  const cause = answers[asked.indexOf(first)]
  const mine = ofDriver(first, statuses)[0]?.outlet.supply.id ?? ''
  const unknown = {hosts: foldHosts(unread.flatMap(({feeds}) => feeds)), outlet: first.id, more: unread.length - 1}
  const why = cause instanceof Error ? errorMessage(cause) : 'it does not answer'
  return {same, seen, unidentified: [errors.POWER_OUTLET_UNIDENTIFIED({host, cause}, host, mine, unknown, why), ...forgotten]}
}

/** Reads an entry: whether it is one of these outlets, or why that is not known. */
async function isSame(
  services: Services,
  map: PowerMap,
  supply: Supply,
  statuses: readonly OutletStatus[],
  signal: AbortSignal,
): Promise<boolean | OpsError | 'unread'> {
  const [other = ''] = supply.feeds
  const read = async (remembered?: {outlets: []; version: 0}) => {
    const outlets = await openOutlets(services, other, {supplies: [supply], all: map.of(other), remembered})
    return (await readOutlets(outlets, other, signal))[0]
  }
  const first = await read()
  // Another device answers than before: what it is now decides, not what ops remembers.
  const status = first?.error?.code === 'POWER_PLUG_CHANGED' ? await read({outlets: [], version: 0}) : first
  const {reading} = status ?? {}
  if (reading === undefined) return status?.error ?? 'unread'
  return ofDriver(supply, statuses).some((one) => one.reading !== undefined && supply.driver.isSameOutlet(one.reading, reading))
}

async function mayShareDevice(services: Services, other: Supply, statuses: readonly OutletStatus[]): Promise<boolean> {
  const ids = await rememberedIds(services, other)
  const pins = pinsOf(other)
  for (const {outlet, reading} of ofDriver(other, statuses)) {
    const found = reading === undefined ? undefined : idsOf(reading)
    const {device} = outlet.supply.outlet
    if (device === other.outlet.device) return true
    if (found !== undefined && Object.keys(pins).length > 0) {
      if (findDifference(pins, found) !== undefined) continue
      if (sharesId(pins, found)) return true
    }
    const known = {config: outlet.supply.settings, ...(reading === undefined ? {} : {reading})}
    if (!(await other.driver.mayShareDevice(known, other.settings))) continue
    const wasOther = found !== undefined && ids.length > 0 && !ids.some((one) => isSameDevice(one, found))
    if (!wasOther || (await isOneAddress(outlet.supply, other))) return true
  }
  return false
}

const sharesId = (pins: DeviceIds, found: DeviceIds) =>
  (pins.deviceId !== undefined && found.deviceId !== undefined) || (pins.mac !== undefined && found.mac !== undefined)

/** Whether two names resolve to one address now. What ops remembers says nothing then: the device may have been replaced. */
async function isOneAddress(one: Supply, other: Supply): Promise<boolean> {
  const resolve = async ({driver, settings}: Supply): Promise<readonly string[]> => {
    const {address} = driver.dependencies?.(settings) ?? {}
    return address === undefined ? [] : resolveName(address)
  }
  const [a, b] = await Promise.all([resolve(one), resolve(other)])
  return a.some((address) => b.includes(address))
}

/** What the outlet was when ops saw it for any of its hosts. */
async function rememberedIds(services: Services, {id, feeds}: Supply): Promise<DeviceIds[]> {
  const remembered = await Promise.all(feeds.map((host) => readRemembered(services, host)))
  return remembered.flatMap(({outlets}) => outlets.filter(({outlet}) => outlet === id).map(({ids}) => ids))
}

function ofDriver({driver}: Supply, statuses: readonly OutletStatus[]): OutletStatus[] {
  return statuses.filter(({outlet}) => outlet.supply.driver === driver)
}
