import type {ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {PowerReading, Services} from '@ops/core/seams'
import {limitActs} from '../drivers/kit/limit-acts.ts'
import {type OutletStatus, outletId, readHost} from '../outlets/read-outlet.ts'
import {rememberReadings} from '../outlets/remember-outlets.ts'

export interface OutletInfo {
  outlet: string
  driver: string
  /** Every host on it. */
  feeds: string[]
  /** `outletId`: the outlet that answered. */
  reading?: Omit<PowerReading, 'outlet'> & {outletId?: string}
  /** Lines for the inventory that pin the device, unless they are there, and where they belong. */
  pin?: Record<string, string>
  pinAt?: string
  /** What answers at the address of an outlet that is another one than the inventory pins, or than ops saw before. */
  found?: Omit<PowerReading, 'outlet' | 'state' | 'watts' | 'onForS'>
  error?: ErrorJson
}

export interface PowerInfo {
  host: string
  outlets: OutletInfo[]
  error?: ErrorJson
}

/** Everything that the outlets of a host report about themselves. */
export async function readInfo(services: Services, host: Host, signal: AbortSignal): Promise<PowerInfo> {
  const {map, statuses} = await readHost(services, host, signal)
  const infos = await Promise.all(statuses.map((status) => toOutletInfo(services, status, host.name, signal)))
  const seen = {host: host.name, supplies: map.of(host.name), statuses}
  await rememberReadings(services, {command: 'power info', argv: ['power', 'info', host.name]}, [seen])
  const error = infos.find((info) => info.error !== undefined)?.error
  return {host: host.name, outlets: infos, ...(error === undefined ? {} : {error})}
}

async function toOutletInfo(services: Services, status: OutletStatus, host: string, signal: AbortSignal): Promise<OutletInfo> {
  const {id, driver, settings, feeds, places} = status.outlet.supply
  const base = {outlet: id, driver: driver.name, feeds}
  if (status.reading === undefined) {
    const found = await readOther(services, status, host, signal)
    return {...base, ...(found === undefined ? {} : {found}), ...(status.error === undefined ? {} : {error: status.error.toJSON()})}
  }
  const {outlet: _, ...reading} = status.reading
  const pin = driver.missingPins?.(settings, status.reading) ?? {}
  const own = `hosts.${host}.power`
  const pinAt = places.includes(own) ? own : (places[0] ?? own)
  return {...base, reading: {...reading, outletId: outletId(status)}, ...(Object.keys(pin).length === 0 ? {} : {pin, pinAt})}
}

const otherDevice = new Set(['POWER_PLUG_MISMATCH', 'POWER_PLUG_CHANGED'])

/** Pins of the drivers of this plugin. */
const pinKeys = new Set(['deviceId', 'mac', 'model', 'topic'])

/** Reads a plug that is not the expected one, so that it can be found in the room. What its outlet feeds is unknown, so its state is left out. */
async function readOther(
  {transports}: Services,
  {outlet: {supply}, error}: OutletStatus,
  host: string,
  signal: AbortSignal,
): Promise<OutletInfo['found']> {
  if (error === undefined || !otherDevice.has(error.code)) return undefined
  const settings = Object.fromEntries(Object.entries(supply.settings as object).filter(([key]) => !pinKeys.has(key)))
  try {
    const driver = limitActs(await supply.driver.open(settings, {transports, host}), {host, outlet: supply.id})
    const {outlet: _, state: _state, watts: _watts, onForS: _onForS, ...found} = await driver.read(signal)
    return found
  } catch {
    // The error that is known says more.
    signal.throwIfAborted()
    return undefined
  }
}
