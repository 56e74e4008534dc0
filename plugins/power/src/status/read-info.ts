import type {ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {PowerReading, Services} from '@ops/core/seams'
import {type OutletStatus, outletId, readHost} from '../outlets/read-outlet.ts'
import {rememberReadings} from '../outlets/remember-outlets.ts'

export interface OutletInfo {
  outlet: string
  driver: string
  /** Every host on it. */
  feeds: string[]
  /** `outletId`: the outlet that answered. */
  reading?: Omit<PowerReading, 'outlet'> & {outletId?: string}
  /** Lines for the inventory that pin the device, unless they are there. */
  pin?: Record<string, string>
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
  const infos = statuses.map(toOutletInfo)
  const seen = {host: host.name, supplies: map.of(host.name), statuses}
  await rememberReadings(services, {command: 'power info', argv: ['power', 'info', host.name]}, [seen])
  const error = infos.find((info) => info.error !== undefined)?.error
  return {host: host.name, outlets: infos, ...(error === undefined ? {} : {error})}
}

function toOutletInfo(status: OutletStatus): OutletInfo {
  const {id, driver, settings, feeds} = status.outlet.supply
  const base = {outlet: id, driver: driver.name, feeds}
  if (status.reading === undefined) return {...base, ...(status.error === undefined ? {} : {error: status.error.toJSON()})}
  const {outlet: _, ...reading} = status.reading
  const pin = driver.missingPins?.(settings, status.reading) ?? {}
  return {...base, reading: {...reading, outletId: outletId(status)}, ...(Object.keys(pin).length === 0 ? {} : {pin})}
}
