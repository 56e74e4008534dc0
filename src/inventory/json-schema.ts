import type {Registry} from '../seams/registry.ts'

/** JSON Schema (draft 2020-12) of ops.yaml with the sections of every installed plugin, for editors. */
export async function inventoryJsonSchema(registry: Registry): Promise<Record<string, unknown>> {
  const {wholeSchema} = await import('./schema.ts')
  return wholeSchema(registry)
}
