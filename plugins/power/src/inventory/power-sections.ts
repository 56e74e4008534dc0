import type {InventorySection} from '@ops/core/inventory'
import type {Registry} from '@ops/core/seams'
import type {ZodObject, ZodType} from 'zod'

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

/** One `power:` entry: `driver` and what the driver's own schema wants beside it. */
export type SupplyConfig = {driver: string} & Record<string, unknown>

/** Accepts the configuration of every registered driver, told apart by `driver`. */
export async function supplySchema(registry: Registry): Promise<ZodType<SupplyConfig>> {
  const {z} = await import('zod')
  const names = registry.powerDrivers.names()
  const drivers = await Promise.all(
    registry.powerDrivers.all().map(async ({name, schema}) => ((await schema()) as unknown as ZodObject).extend({driver: z.literal(name)})),
  )
  const [first, ...rest] = drivers
  if (first === undefined) throw new Error('No power driver is registered.')
  const error = `has no known "driver": ${names.join(', ')}`
  return z.discriminatedUnion('driver', [first, ...rest] as never, {
    error: (issue) => (issue.code === 'invalid_union' ? error : undefined),
  }) as unknown as ZodType<SupplyConfig>
}
