import type {InventorySection} from '@ops/core/inventory'
import type {Registry} from '@ops/core/seams'
import {type SupplyConfig, supplySchema} from './supply-schema.ts'

/** `power:` of a host: what feeds it, or a list when it has several supplies. */
export type PowerValue = SupplyConfig | SupplyConfig[]

export function powerSection(registry: Registry): InventorySection<PowerValue> {
  return {
    name: 'power',
    at: 'host',
    async schema() {
      const [{z}, one] = await Promise.all([import('zod'), supplySchema(registry)])
      return z.union([one, z.array(one).min(1)])
    },
  }
}
