import {type ZodObject, type ZodType, z} from 'zod'
import {addressForm, portForm, userForm, workForm} from '../forms/index.ts'
import {settingsSchema} from '../settings/settings-schema.ts'
import type {InventoryPlugins} from './section.ts'

const name = z.string().min(1)
const setOrList = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]))

const optionName = z.string().regex(/^[A-Za-z]\w*$/, 'the name of an ssh option is one word, e.g. ProxyJump')

const ssh = z.strictObject({
  user: userForm.optional(),
  port: portForm.optional(),
  identity: z.string().min(1).optional().describe('key file'),
  options: z
    .record(optionName, z.string().regex(/^\P{Cc}*$/u, 'must not have a line break or another control character'))
    .optional()
    .describe('passed to ssh as -o KEY=VALUE'),
})

const transport = z.union([
  z.enum(['ssh', 'local']).transform((kind) => ({kind})),
  z.strictObject({kind: z.literal('namespace'), pidfile: z.string()}),
])

/** Checked further by the runtime of its kind. */
const workload = z.looseObject({name, kind: name})

/** The keys of a host that belong to the core; plugins add theirs. */
const hostBase = {
  address: addressForm({user: 'ssh: {user: *}', port: 'ssh: {port: *}'}).optional().describe('DNS name or IP address'),
  tags: z.array(name).default([]),
  arch: z.string().optional().describe('as `uname -m` prints it'),
  depends: setOrList.default([]).describe('hosts that must be up for this one'),
  ssh: ssh.default({}),
  transport: transport.default({kind: 'ssh'}),
  workloads: z.array(workload).default([]),
  ignore: z
    .array(workForm)
    .default([])
    .describe('work that may be lost: unit, container, user, process, tcp/PORT or udp/PORT, wildcards allowed'),
}

/** A group: its host set, or the set with values that its hosts have unless they say otherwise. */
export const groupSchema = z
  .union([
    z.string().min(1),
    z.strictObject({hosts: z.string().min(1).describe('host set'), defaults: z.record(z.string(), z.unknown()).optional()}),
  ])
  .meta({errorMessage: 'a group is a host set such as "node[1-16]", or a mapping with "hosts" and "defaults"'})

export type HostValue = z.infer<ReturnType<typeof hostObject>>

const hostObject = (sections: Record<string, ZodType>) => z.strictObject({...hostBase, ...sections})

/** Where plugins are missing, other keys may be theirs. */
const openHostObject = (sections: Record<string, ZodType>): ZodObject => z.looseObject({...hostBase, ...sections})

export interface InventorySchemas {
  host: ZodObject
  /** The schemas of top-level sections. */
  top: ReadonlyMap<string, ZodType>
  /** By kind of workload. */
  workloads: ReadonlyMap<string, ZodType>
}

/**
 * The core's schema with the sections of every installed plugin; only those sections and kinds of work are loaded that
 * `isUsed` says the file has, since each brings modules of its own.
 */
export async function inventorySchemas(
  registry: InventoryPlugins,
  isUsed: (name: string) => boolean = () => true,
): Promise<InventorySchemas> {
  const sections = await Promise.all(
    registry.inventorySections
      .all()
      .map(async ({name: key, at, schema}) => ({at, key, schema: isUsed(key) ? await schema() : z.unknown()})),
  )
  const kinds = isUsed('workloads') ? registry.workloadRuntimes.names() : []
  const workloads = await Promise.all(kinds.map(async (kind) => [kind, await registry.workloadRuntimes.get(kind)?.schema()] as const))
  const at = (where: 'host' | 'top') => sections.filter((section) => section.at === where)
  const objectOf = registry.failedPlugins?.length ? openHostObject : hostObject
  return {
    host: objectOf(Object.fromEntries(at('host').map(({key, schema}) => [key, schema.optional()]))),
    top: new Map(at('top').map(({key, schema}) => [key, schema])),
    workloads: new Map(workloads.flatMap(([kind, schema]) => (schema === undefined ? [] : [[kind, schema]]))),
  }
}

type JsonSchema = {[key: string]: unknown}

/** JSON Schema of the whole file. Defaults are partial hosts: what a host lacks is only known after they are merged. */
export async function wholeSchema(registry: InventoryPlugins): Promise<JsonSchema> {
  const {host, top} = await inventorySchemas(registry)
  const whole = z.strictObject({
    hosts: z.record(z.string(), host).optional().describe('machines by name or range, e.g. node[1-16]'),
    groups: z.record(z.string(), groupSchema).optional().describe('host sets by name, chosen by @NAME'),
    settings: settingsSchema.optional(),
    defaults: z.record(z.string(), z.unknown()).optional().describe('values of all hosts that do not say otherwise'),
    ...Object.fromEntries([...top].map(([key, schema]) => [key, schema.optional()])),
  })
  const toJson = (schema: ZodType) => withOwnKeys(z.toJSONSchema(schema, {io: 'input', unrepresentable: 'any'}) as JsonSchema)
  const json = toJson(whole)
  const {$schema: _, ...defaults} = withoutRequired(toJson(host))
  const properties = json['properties'] as Record<string, JsonSchema>
  // A host may have no value: `web1:` alone.
  Object.assign((properties['hosts'] as {additionalProperties: JsonSchema}).additionalProperties, {type: ['object', 'null']})
  properties['defaults'] = {...properties['defaults'], ...defaults}
  const group = (properties['groups']?.['additionalProperties'] as {anyOf?: {properties?: JsonSchema}[]} | undefined)?.anyOf?.[1]
    ?.properties
  if (group !== undefined) group['defaults'] = defaults
  return json
}

/** Keys that begin with `x-` are allowed wherever keys are checked. */
function withOwnKeys<T>(schema: T): T {
  return mapSchemas(schema, (one) => (one['additionalProperties'] === false ? {...one, patternProperties: {'^x-': {}}} : one))
}

function withoutRequired<T>(schema: T): T {
  return mapSchemas(schema, ({required: _, ...rest}) => rest)
}

function mapSchemas<T>(schema: T, change: (one: JsonSchema) => JsonSchema): T {
  if (Array.isArray(schema)) return schema.map((one) => mapSchemas(one, change)) as T
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, one]) => [key, mapSchemas(one, change)]))
  return (typeof inner['required'] === 'object' || 'additionalProperties' in inner ? change(inner) : inner) as T
}
