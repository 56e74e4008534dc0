import type {Host} from '@ops/core/inventory'
import type {PowerReading, Services} from '@ops/core/seams'
import {lookAt, openHostPower} from '../outlets/read-outlet.ts'
import type {ErrorJson} from '@ops/core/errors'

export interface OutletInfo {
  outlet: string
  driver: string
  /** Every host on it. */
  feeds: string[]
  reading?: PowerReading
  /** Lines for the inventory that pin the device, unless they stand there. */
  pin?: Record<string, string>
  error?: ErrorJson
}

export interface PowerInfo {
  host: string
  outlets: OutletInfo[]
  error?: ErrorJson
}

/** Everything that the outlets of a host tell about themselves. */
export async function powerInfo(services: Services, host: Host, signal: AbortSignal): Promise<PowerInfo> {
  const {outlets} = await openHostPower(services, host.name)
  const infos = await Promise.all(
    outlets.map(async (outlet): Promise<OutletInfo> => {
      const {id, config, feeds} = outlet.supply
      const {reading, error} = await lookAt(outlet, host.name, signal)
      const base = {outlet: id, driver: config.driver, feeds}
      if (reading === undefined) return {...base, ...(error === undefined ? {} : {error: error.toJSON()})}
      const pin = missingPins(config, reading)
      return {...base, reading, ...(pin === undefined ? {} : {pin})}
    }),
  )
  const error = infos.find((info) => info.error !== undefined)?.error
  return {host: host.name, outlets: infos, ...(error === undefined ? {} : {error})}
}

function missingPins(config: Record<string, unknown>, {identity}: PowerReading): Record<string, string> | undefined {
  const pins = Object.entries({deviceId: identity?.deviceId, mac: identity?.mac})
  const missing = pins.filter((pin): pin is [string, string] => pin[1] !== undefined && config[pin[0]] === undefined)
  return missing.length === 0 ? undefined : Object.fromEntries(missing)
}
