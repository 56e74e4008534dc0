import type {PowerDriverFactory} from '@ops/core/seams'
import {driverErrors} from './errors.ts'
import {digestOf, formatOutletId, parseOutletId} from './outlet-id.ts'

/** In the place of a driver whose plugin could not be loaded: its outlets have names and no state. */
export function missingDriver(name: string): PowerDriverFactory {
  return {
    name,
    schema: async () => (await import('zod')).z.unknown(),
    async open(_, {host}) {
      throw driverErrors.POWER_DRIVER_MISSING({host}, host, name)
    },
    identify: (settings) => ({driver: name, device: digestOf(settings)}),
    formatOutlet: formatOutletId,
    parseOutlet: (text) => parseOutletId(name, text),
    // In doubt, as everything about it is.
    mayShareDevice: async () => true,
    isSameOutlet: () => true,
  }
}
