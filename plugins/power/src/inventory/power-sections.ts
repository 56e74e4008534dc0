import type {InventorySection} from '@ops/core/inventory'
import type {PowerDriverFactory, Registry} from '@ops/core/seams'
import {missingDriver} from '../drivers/kit/missing-driver.ts'
import {issueMessage, issueSentence, unknownName} from '@ops/core/yaml'
import type {RefinementCtx, ZodError, ZodType} from 'zod'

/** One `power:` entry: the driver, and its settings as the driver's own schema returned them. */
export class PowerEntry {
  readonly driver: PowerDriverFactory
  readonly settings: unknown
  /** `wiring: proven`: the outlet is not opened until it was shown that it feeds its machine. */
  readonly needsProof: boolean

  constructor(driver: PowerDriverFactory, settings: unknown, needsProof = false) {
    this.driver = driver
    this.settings = settings
    this.needsProof = needsProof
  }

  /** Flat, as in ops.yaml. */
  toJSON(): Record<string, unknown> {
    return {driver: this.driver.name, ...(this.settings as object), ...(this.needsProof ? {wiring: 'proven'} : {})}
  }
}

/** `power:` of a host: the outlet that feeds it, or a list when it has several supplies. */
export type PowerValue = PowerEntry | PowerEntry[]

export function powerSection(registry: Registry): InventorySection<PowerValue> {
  return {
    name: 'power',
    at: 'host',
    async schema() {
      const [{z}, one] = await Promise.all([import('zod'), entrySchema(registry)])
      const list = z.array(one).min(1)
      // Not a union: its error would list what every alternative expects.
      const either = z.unknown().transform((value, context): PowerValue => {
        const parsed = Array.isArray(value) ? list.safeParse(value, {error: issueSentence}) : one.safeParse(value, {error: issueSentence})
        return parsed.success ? parsed.data : fail(parsed.error, context)
      })
      const json = [one, list].map((schema) => {
        const {$schema: _, ...rest} = z.toJSONSchema(schema, {io: 'input', unrepresentable: 'any'})
        return rest
      })
      return either.meta({anyOf: json})
    },
  }
}

/** An outlet that several machines hang on; with `power` under a name of its own, without it by its outlet id. */
export interface OutletValue {
  /** Host set, or a list of them. */
  feeds: string | string[]
  power?: PowerEntry | undefined
  /** Why it must not be switched off. */
  protect?: string | undefined
}

export type OutletsValue = Record<string, OutletValue>

export function outletsSection(registry: Registry): InventorySection<OutletsValue> {
  return {
    name: 'outlets',
    at: 'top',
    entry: (value, name) => {
      const feeds = value[name]?.feeds
      return feeds === undefined ? undefined : {what: 'an outlet', hint: `ops power status '${[feeds].flat().join(',')}'`}
    },
    async schema() {
      const [{z}, one] = await Promise.all([import('zod'), entrySchema(registry)])
      const feeds = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      return z.record(z.string(), z.strictObject({feeds, power: one.optional(), protect: z.string().trim().min(1).optional()}))
    },
  }
}

/** Takes `driver` out of an entry and gives the rest to that driver's own schema, of whatever type it is. */
async function entrySchema(registry: Registry): Promise<ZodType<PowerEntry>> {
  const {z} = await import('zod')
  const drivers = await Promise.all(registry.powerDrivers.all().map(async (driver) => ({driver, settings: await driver.schema()})))
  const ownKeys = z.object({driver: z.string(), wiring: z.literal('proven').optional()})
  // The keys of ops are checked beside those of the driver, so that a mistake in one hides none in the others.
  const entry = z.looseObject({}).transform(({driver: name, wiring, ...rest}, context): PowerEntry => {
    const own = ownKeys.safeParse({driver: name, wiring}, {error: issueSentence})
    if (!own.success) fail(own.error, context)
    if (typeof name !== 'string') return z.NEVER
    const needsProof = wiring === 'proven'
    const found = drivers.find(({driver}) => driver.name === name)
    // It may be a driver of a plugin that could not be loaded: the machine has an outlet that cannot be read now.
    if (found === undefined && registry.failedPlugins.length > 0) return new PowerEntry(missingDriver(name), rest, needsProof)
    if (found === undefined) {
      const message = issueMessage(unknownName('driver', name, registry.powerDrivers.names()))
      context.issues.push({code: 'custom', path: ['driver'], input: name, message})
      return z.NEVER
    }
    const parsed = found.settings.safeParse(rest, {error: issueSentence})
    return parsed.success ? new PowerEntry(found.driver, parsed.data, needsProof) : fail(parsed.error, context)
  })
  const json = drivers.map(({driver, settings}) =>
    withDriver(driver.name, z.toJSONSchema(settings, {io: 'input', unrepresentable: 'any'}) as JsonSchema),
  )
  return entry.meta({anyOf: json}) as ZodType<PowerEntry>
}

function fail(error: ZodError, context: RefinementCtx): never {
  context.issues.push(...error.issues.map((issue) => ({...issue, input: undefined})))
  return undefined as never
}

interface JsonSchema {
  [key: string]: unknown
  properties?: Record<string, unknown>
  required?: string[]
}

const wiringKey = {const: 'proven', description: 'do not switch the outlet off until it was shown that it feeds its machine'}

/** Adds the keys `driver` and `wiring` to the JSON Schema of a driver's settings, in every alternative of it. */
function withDriver(name: string, {$schema: _, ...schema}: JsonSchema): JsonSchema {
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[key]
    if (Array.isArray(branches)) return {...schema, [key]: branches.map((branch) => withDriver(name, branch as JsonSchema))}
  }
  const {properties, required = []} = schema
  return {
    ...schema,
    type: 'object',
    properties: {driver: {const: name}, wiring: wiringKey, ...properties},
    required: ['driver', ...required],
  }
}
