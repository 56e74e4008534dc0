import {findInventory} from '../settings/index.ts'
import {errorMessage} from '../text/index.ts'
import {readYamlFile, type YamlFile} from '../yaml/index.ts'
import {inventoryErrors} from './errors.ts'
import type {Inventory} from './inventory.ts'
import type {ReadInventory} from './read-inventory.ts'
import type {InventoryPlugins} from './section.ts'

export interface LoadInput {
  /** What `--inventory` named. */
  file: string | undefined
  registry: InventoryPlugins
  cwd: string
  env: NodeJS.ProcessEnv
  /** The file as it was already parsed, for its settings. */
  yaml?: YamlFile | undefined
}

/** Finds, reads and checks the inventory; all problems are reported at once as `file:line:col: sentence` (exit 64). */
export async function loadInventory(input: LoadInput): Promise<Inventory> {
  const {inventory, problems} = await checkInventory(input, {strict: false})
  if (inventory === undefined || problems.length > 0) throw inventoryErrors.INVENTORY_INVALID({}, problems)
  return inventory
}

/** The inventory with its problems. Throws only when there is no file that can be read. */
export async function checkInventory(
  {file: flag, registry, cwd, env, yaml}: LoadInput,
  options: {strict: boolean},
): Promise<ReadInventory> {
  const {readInventory} = await import('./read-inventory.ts')
  if (yaml !== undefined) return readInventory(yaml, registry, options)
  const {file, places} = findInventory(flag, env, cwd)
  if (places !== undefined) throw inventoryErrors.INVENTORY_MISSING({}, file, places)
  return readInventory(await readInventoryFile(file), registry, options)
}

/** JSON Schema (draft 2020-12) of ops.yaml with the sections of every installed plugin, for editors. */
export async function inventoryJsonSchema(registry: InventoryPlugins): Promise<Record<string, unknown>> {
  const {wholeSchema} = await import('./schema.ts')
  return wholeSchema(registry)
}

async function readInventoryFile(file: string): Promise<YamlFile> {
  return readYamlFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT'
      ? inventoryErrors.INVENTORY_MISSING({cause}, file, [])
      : inventoryErrors.INVENTORY_UNREADABLE({cause}, file, errorMessage(cause))
  })
}
