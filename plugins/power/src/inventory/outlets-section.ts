import type {InventorySection} from '@ops/core/inventory'
import type {Registry} from '@ops/core/seams'
import {type SupplyConfig, supplySchema} from './supply-schema.ts'

/** An outlet that several machines hang on; with `power` under a name of its own, without it by its outlet id. */
export interface OutletValue {
  /** Host set, or a list of them. */
  feeds: string | string[]
  power?: SupplyConfig | undefined
}

export type OutletsValue = Record<string, OutletValue>

export function outletsSection(registry: Registry): InventorySection<OutletsValue> {
  return {
    name: 'outlets',
    at: 'top',
    async schema() {
      const [{z}, one] = await Promise.all([import('zod'), supplySchema(registry)])
      const feeds = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      return z.record(z.string(), z.strictObject({feeds, power: one.optional()}))
    },
  }
}
