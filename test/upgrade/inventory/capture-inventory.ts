import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'yaml'
import {runOps} from '../../cli/run-ops.ts'
import {keepAnswers} from '../answers.ts'
import {fixtures} from '../files.ts'
import {inventoryCommands} from './inventory-commands.ts'

interface Schema {
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}

/** Keeps what this version makes of the ops.yaml in the fixtures; throws when that lacks a key which this version knows. */
export async function captureInventory(): Promise<void> {
  const {stdout} = await runOps(['inventory', 'schema'])
  const unused = missing(JSON.parse(stdout) as Schema, [parse(readFileSync(join(fixtures, 'ops.yaml'), 'utf8'))], 'ops.yaml')
  if (unused.length > 0) throw new Error(`ops.yaml of the fixtures does not use ${unused.join(', ')}`)
  await keepAnswers('inventory.answers.ndjson', fixtures, inventoryCommands)
}

/** Keys of a schema that none of the values has; of a list its elements count. */
function missing(schema: Schema, values: readonly unknown[], path: string): string[] {
  const single = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  const trees = single.filter((value) => typeof value === 'object' && value !== null) as Record<string, unknown>[]
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const found = trees.flatMap((tree) => (key in tree ? [tree[key]] : []))
    return found.length === 0 ? [`${path}.${key}`] : missing(inner, found, `${path}.${key}`)
  })
  const {additionalProperties: rest, items} = schema
  const inside = typeof rest === 'object' ? trees.flatMap((tree) => Object.values(tree)) : []
  const all = typeof rest === 'object' ? missing(rest, inside, `${path}.*`) : []
  const either = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(items === undefined ? [] : [items])]
  return [...own, ...all, ...either.flatMap((one) => missing(one, single, path))]
}
