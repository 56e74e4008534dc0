import {readdir} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {findInventory} from '../settings/index.ts'
import {nearestName} from '../spelling/index.ts'
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
  if (places !== undefined) throw inventoryErrors.INVENTORY_MISSING({}, file, places, await nearFile(file))
  return readInventory(await readInventoryFile(file), registry, options)
}

/** JSON Schema (draft 2020-12) of ops.yaml with the sections of every installed plugin, for editors. */
export async function inventoryJsonSchema(registry: InventoryPlugins): Promise<Record<string, unknown>> {
  const {wholeSchema} = await import('./schema.ts')
  return wholeSchema(registry)
}

async function readInventoryFile(file: string): Promise<YamlFile> {
  return readYamlFile(file).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw inventoryErrors.INVENTORY_MISSING({cause}, file, [], await nearFile(file))
    if (cause.code === 'EISDIR') throw inventoryErrors.INVENTORY_IS_FOLDER({cause}, file, await yamlFiles(file))
    throw inventoryErrors.INVENTORY_UNREADABLE({cause}, file, errorMessage(cause))
  })
}

/** A YAML file beside one that is missing, with nearly its name: ops.yml for ops.yaml. */
async function nearFile(file: string): Promise<string | undefined> {
  const beside = await yamlFiles(dirname(file))
  const near = nearestName(
    basename(file),
    beside.map((one) => basename(one)),
  )
  return beside.find((one) => basename(one) === near)
}

/** The YAML files of a folder; one called ops.yaml comes first. */
async function yamlFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => [])
  return names
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort((a, b) => Number(b === 'ops.yaml') - Number(a === 'ops.yaml') || (a < b ? -1 : 1))
    .map((name) => join(folder, name))
}
