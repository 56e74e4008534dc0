import {emptyUniverse, expandHosts} from '../hostset/index.ts'
import {errorMessage} from '../text/index.ts'
import {issueProblems, readYamlFile, type YamlFile} from '../yaml/index.ts'
import {inventoryErrors} from './errors.ts'
import {findInventory} from './find.ts'
import {makeHost, substituteHost} from './host.ts'
import type {Host, Inventory} from './inventory.ts'
import {makeInventory} from './make-inventory.ts'
import type {HostValue, InventorySchemas, TopValue} from './schema.ts'
import type {InventoryPlugins, InventoryProblem, SpotOf} from './section.ts'

export interface LoadInput {
  /** What `--inventory` named. */
  file: string | undefined
  registry: InventoryPlugins
  cwd: string
  env: NodeJS.ProcessEnv
}

/** Finds, reads and checks the inventory; all problems are reported at once as `file:line:col: sentence` (exit 64). */
export async function loadInventory({file: flag, registry, cwd, env}: LoadInput): Promise<Inventory> {
  const {file} = findInventory(flag, env, cwd)
  const yaml = await readInventoryFile(file)
  const {inventorySchemas} = await import('./schema.ts')
  const schemas = await inventorySchemas(registry)
  const top = schemas.top.safeParse(yaml.value ?? {})
  if (!top.success) throw inventoryErrors.INVENTORY_INVALID({}, issueProblems(top.error, yaml, []))
  const value = top.data as TopValue
  const {hosts, problems} = await readHosts(value.hosts, yaml, schemas)
  if (problems.length > 0) throw inventoryErrors.INVENTORY_INVALID({}, problems)
  const inventory = makeInventory(file, hosts, value)
  const spot: SpotOf = (...path) => yaml.keySpot(path.slice(0, -1), path.at(-1) ?? '')
  const later = registry.inventorySections.all().flatMap((section) => section.check?.(inventory, spot) ?? [])
  const broken = [...groupProblems(inventory, yaml), ...dependsProblems(inventory), ...later]
  if (broken.length > 0) throw inventoryErrors.INVENTORY_INVALID({}, broken)
  return inventory
}

/** JSON Schema (draft 2020-12) of ops.yaml with the sections of every installed plugin, for editors. */
export async function inventoryJsonSchema(registry: InventoryPlugins): Promise<Record<string, unknown>> {
  const {wholeSchema} = await import('./schema.ts')
  return wholeSchema(registry)
}

async function readInventoryFile(file: string): Promise<YamlFile> {
  const yaml = await readYamlFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT'
      ? inventoryErrors.INVENTORY_MISSING({cause}, file)
      : inventoryErrors.INVENTORY_UNREADABLE({cause}, file, errorMessage(cause))
  })
  if (yaml.problems.length > 0) throw inventoryErrors.INVENTORY_INVALID({}, yaml.problems)
  return yaml
}

async function readHosts(entries: Record<string, unknown>, yaml: YamlFile, schemas: InventorySchemas) {
  const hosts = new Map<string, Host>()
  const problems: InventoryProblem[] = []
  for (const [key, entry] of Object.entries(entries)) {
    const spot = yaml.keySpot(['hosts'], key)
    for (const name of namesOf(key, (message) => problems.push({spot, message}))) {
      const first = hosts.get(name)
      if (first !== undefined) {
        problems.push({spot, message: `${name} is defined twice; first in line ${first.spot.line}.`})
        continue
      }
      const parsed = schemas.host.safeParse(substituteHost(entry ?? {}, name))
      if (!parsed.success) {
        problems.push(...issueProblems(parsed.error, yaml, ['hosts', key]))
        break
      }
      const host = makeHost(name, parsed.data as HostValue, spot)
      problems.push(...(await checkWorkloads(host, key, yaml, schemas)))
      hosts.set(name, host)
    }
  }
  return {hosts, problems}
}

function namesOf(key: string, problem: (message: string) => void): string[] {
  try {
    return expandHosts(key, emptyUniverse)
  } catch (error) {
    problem((error as Error).message)
    return []
  }
}

/** Gives each workload's settings the shape that the runtime of its kind wants. */
async function checkWorkloads(host: Host, key: string, yaml: YamlFile, schemas: InventorySchemas): Promise<InventoryProblem[]> {
  const problems: InventoryProblem[] = []
  const seen = new Set<string>()
  for (const [index, workload] of host.workloads.entries()) {
    const path = ['hosts', key, 'workloads', index]
    if (seen.has(workload.name))
      problems.push({spot: yaml.spot(path), message: `${host.name} has two workloads called "${workload.name}".`})
    seen.add(workload.name)
    const parsed = (await schemas.workload(workload.kind))?.safeParse(workload.config)
    if (parsed?.success === false) problems.push(...issueProblems(parsed.error, yaml, path))
    if (parsed?.success) workload.config = parsed.data as Record<string, unknown>
  }
  return problems
}

function groupProblems(inventory: Inventory, yaml: YamlFile): InventoryProblem[] {
  return [...inventory.groups].flatMap(([group, set]) => {
    try {
      inventory.select(set)
      return []
    } catch (error) {
      return [{spot: yaml.spot(['groups', group]), message: `groups.${group}: ${(error as Error).message}`}]
    }
  })
}

function dependsProblems(inventory: Inventory): InventoryProblem[] {
  return [...inventory.hosts.values()].flatMap((host) =>
    host.depends
      .filter((name) => !inventory.hosts.has(name))
      .map((name) => ({spot: host.spot, message: `${host.name} depends on ${name}, which is not in the inventory.`})),
  )
}
