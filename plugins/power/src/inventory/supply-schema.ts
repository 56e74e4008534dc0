import type {Registry} from '@ops/core/seams'
import type {ZodObject, ZodType} from 'zod'

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
