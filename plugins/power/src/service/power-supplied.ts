import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {readPowerMap} from '../supply/power-map.ts'

/** Whether the inventory knows an outlet of a host. */
export function powerSupplied({inventory, registry}: Services, host: Host): boolean {
  return readPowerMap(inventory, registry).of(host.name).length > 0
}
