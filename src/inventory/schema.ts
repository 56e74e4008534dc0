import {type ZodObject, type ZodType, z} from 'zod'
import type {InventoryPlugins} from './section.ts'

const name = z.string().min(1)
const setOrList = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]))

const ssh = z.strictObject({
  user: z.string().optional(),
  port: z.int().min(1).max(65535).optional(),
  identity: z.string().optional(),
  options: z.record(z.string(), z.string()).optional(),
})

const transport = z.union([
  z.enum(['ssh', 'local']).transform((kind) => ({kind})),
  z.strictObject({kind: z.literal('namespace'), pidfile: z.string()}),
])

/** Checked further by the runtime of its kind. */
const workload = z.looseObject({name, kind: name})

/** The keys of a host that belong to the core; plugins add theirs. */
const hostBase = {
  address: name.optional(),
  tags: z.array(name).default([]),
  arch: z.string().optional().describe('as `uname -m` prints it'),
  depends: setOrList.default([]).describe('hosts that must be up for this one'),
  ssh: ssh.default({}),
  transport: transport.default({kind: 'ssh'}),
  workloads: z.array(workload).default([]),
  ignore: z.array(name).default([]).describe('work that may be lost: unit, container, user or tcp/PORT, wildcards allowed'),
}

const topBase = {
  hosts: z.record(z.string(), z.unknown()).default({}),
  groups: z.record(z.string(), z.string()).default({}),
  settings: z.record(z.string(), z.unknown()).optional(),
}

export type HostValue = z.infer<ReturnType<typeof hostObject>>
export type TopValue = z.infer<ReturnType<typeof topObject>>

const hostObject = (sections: Record<string, ZodType>) => z.strictObject({...hostBase, ...sections})
const topObject = (sections: Record<string, ZodType>) => z.strictObject({...topBase, ...sections})

export interface InventorySchemas {
  host: ZodObject
  top: ZodObject
  workload(kind: string): Promise<ZodType | undefined>
}

/** The core's schema with the sections of every installed plugin. */
export async function inventorySchemas(registry: InventoryPlugins): Promise<InventorySchemas> {
  const sections = await Promise.all(
    registry.inventorySections.all().map(async ({name: key, at, schema}) => ({at, key, schema: (await schema()).optional()})),
  )
  const at = (where: 'host' | 'top') => Object.fromEntries(sections.filter((s) => s.at === where).map((s) => [s.key, s.schema]))
  return {
    host: hostObject(at('host')),
    top: topObject(at('top')),
    workload: async (kind) => registry.workloadRuntimes.get(kind)?.schema(),
  }
}

export async function wholeSchema(registry: InventoryPlugins): Promise<Record<string, unknown>> {
  const {host, top} = await inventorySchemas(registry)
  const whole = top.extend({hosts: z.record(z.string(), host).optional()})
  return z.toJSONSchema(whole, {io: 'input', unrepresentable: 'any'}) as Record<string, unknown>
}
