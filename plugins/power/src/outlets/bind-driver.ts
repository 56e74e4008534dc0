import type {PowerDriver, PowerReading} from '@ops/core/seams'
import {type DeviceIds, findDifference, formatIds, idsOf} from '../drivers/kit/device-ids.ts'
import {driverErrors} from '../drivers/kit/errors.ts'

/** Whose outlet it is, for errors. */
export interface BoundOutlet {
  host: string
  outlet: string
}

/** The driver with a reading before each switch: whatever the driver does about `known`, ops switches no other device. */
export function bindDriver(driver: PowerDriver, known: DeviceIds, bound: BoundOutlet): PowerDriver {
  return {
    async on(signal) {
      requireKnown(known, await driver.read(signal), bound)
      await driver.on(signal)
    },
    async off(signal) {
      requireKnown(known, await driver.read(signal), bound)
      await driver.off(signal)
    },
    read: (signal) => driver.read(signal),
    [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
  }
}

/** Throws when the outlet is another one than the known one, or reports none of the ids that it had. */
function requireKnown(known: DeviceIds, reading: PowerReading, {host, outlet}: BoundOutlet): void {
  const found = idsOf(reading)
  const difference = found === undefined ? {key: 'ids', known: formatIds(known), found: 'none'} : findDifference(known, found)
  if (difference !== undefined)
    throw driverErrors.POWER_PLUG_CHANGED({host}, host, outlet, difference.key, difference.known, difference.found)
}
