import type {ZodType} from 'zod'
import {OpsError} from '../errors/index.ts'
import {didYouMean, fewNearestNames} from '../spelling/index.ts'
import {checkSettings} from '../settings/index.ts'
import {
  checkPart,
  checkPlaced,
  childOf,
  indentEntries,
  nodeAt,
  type Problem,
  shortList,
  sortProblems,
  toProblem,
  toValue,
  withRoot,
  type YamlFile,
  type YamlNode,
} from '../yaml/index.ts'
import {checkReferences} from './check-references.ts'
import {allDefaults, type DefaultsOfHosts, defaultsOf, readGroups} from './groups.ts'
import type {Host, Inventory} from './inventory.ts'
import {explainHost, type Layer, layerOf} from './layers.ts'
import {makeInventory} from './make-inventory.ts'
import {type MissingPlugins, missingPlugins} from './missing-plugins.ts'
import {readHosts} from './read-hosts.ts'
import {type InventorySchemas, inventorySchemas} from './schema.ts'
import type {CheckHelp, InventoryPlugins, InventorySection, NamedEntry} from './section.ts'
import {SetChecker, scopeOf} from './sets/index.ts'
import {findAmbiguousNames, findSharedAddresses} from './warnings/index.ts'

export interface ReadInventory {
  /** What could be understood; undefined when the text is no YAML mapping. */
  inventory: Inventory | undefined
  /** Every problem, in the order of the places. */
  problems: Problem[]
  /** Advice of the sections, for a strict check only; nothing is refused for it. */
  warnings: Problem[]
}

const coreKeys = ['hosts', 'groups', 'settings', 'defaults']

/** Checks a parsed ops.yaml as a whole. `strict` also reports what is only right with plugins that are not installed. */
export async function readInventory(written: YamlFile, registry: InventoryPlugins, {strict}: {strict: boolean}): Promise<ReadInventory> {
  const {root: whole} = written
  if (whole === undefined && written.problems.length > 0)
    return {inventory: undefined, problems: sortProblems(written.problems), warnings: []}
  if (whole !== undefined && whole.kind !== 'map' && !isEmpty(whole)) {
    const what = whole.kind === 'list' ? 'a list' : 'a single value'
    const problem = {
      spot: written.spotAt(whole.at),
      message: `the file must be a mapping with keys such as "hosts" and "groups", not ${what}.`,
    }
    const problems = [...written.problems, ...(written.follows(problem) ? [] : [problem])]
    return {inventory: undefined, problems: sortProblems(problems), warnings: []}
  }
  const used = keysIn(whole)
  const schemas = await inventorySchemas(registry, (name) => used.has(name))
  const indented = indentEntries(written, Object.keys(schemas.host.shape), [...coreKeys, ...schemas.top.keys()])
  const yaml = withRoot(written, indented.root)
  const {root} = yaml
  const sections = registry.inventorySections.all()
  const missing = missingPlugins(registry)
  const tops = readSections(yaml, schemas.top, sections, missing)
  const groups = readGroups(yaml)
  let defaults: DefaultsOfHosts | undefined
  const read = readHosts({
    yaml,
    node: childOf(root, 'hosts')?.value,
    ...{schemas, strict, missing},
    defaultsFor: (names) => (defaults = defaultsOf(yaml, groups, names)),
  })
  const layersOf = (host: string): readonly Layer[] => read.layers.get(host) ?? []
  const scope = scopeOf(read.hosts, groups.sets)
  const nearHost = fewNearestNames(() => read.hosts.keys())
  const otherThing = (name: string) => entryOf(name, groups.sets, tops.values, sections)
  const whatElse = (name: string) => otherThing(name)?.what
  const inventory = makeInventory({
    file: yaml.file,
    hosts: read.hosts,
    groups: groups.sets,
    sections: tops.values,
    ...{scope, nearHost, otherThing},
    explain: (host) => explainHost(host, layersOf(host), yaml),
  })
  const selectable = (set: string): readonly Host[] => {
    try {
      return inventory.select(set)
    } catch (error) {
      if (error instanceof OpsError) return []
      throw error
    }
  }
  const hasShape = {hosts: isMapping(childOf(root, 'hosts')?.value), groups: isMapping(childOf(root, 'groups')?.value)}
  const wasRefused = (host: string) => !hasShape.hosts || read.meant.some((isMeant) => isMeant(host))
  const sets = new SetChecker({
    ...{scope, nearHost, groups: groups.sets},
    hasHost: (name) => read.hosts.has(name),
    otherThing: whatElse,
    wasRefused(kind, name) {
      if (kind === 'host') return wasRefused(name)
      return kind === 'group' ? !hasShape.groups || groups.refused.has(name) : read.refused.has(kind === 'tag' ? 'tags' : 'arch')
    },
  })
  const help: CheckHelp = {
    spot: (...path) => spotOf(yaml, layersOf, path),
    refused: (key) => read.refused.has(key),
    keysAt: (...path) => keysAt(root, path),
    problemOf: (set) => (selectable(set).length > 0 ? undefined : sets.problemOf(set)),
    select: selectable,
  }
  const problems = [
    ...indented.problems,
    ...tops.problems,
    ...checkSettings(yaml, childOf(root, 'settings')?.value, 'settings').problems,
    ...groups.problems,
    ...(defaults?.problems ?? []),
    ...read.problems,
    ...checkUnused(yaml, [...groups.defaults.values(), ...allDefaults(yaml)], read.layers, schemas),
    ...checkReferences({
      ...{inventory, yaml, sets, scope, nearHost, otherThing: whatElse, wasRefused, spot: help.spot},
      dependsFrom: (host) => layerOf(layersOf(host), ['depends'])?.base ?? ['hosts', host],
    }),
    ...sections.flatMap((section) => section.check?.(inventory, help) ?? []),
  ]
  const warnings = () => [
    ...[...tops.unchecked, ...read.unchecked],
    ...findSharedAddresses(read.hosts.values(), (host) => help.spot('hosts', host, 'address')),
    ...findAmbiguousNames({hosts: read.hosts, groups: groups.sets}, (group) => help.spot('groups', group)),
    ...sections.flatMap((section) => section.warnings?.(inventory, help) ?? []),
  ]
  const own = problems.filter((problem) => !yaml.follows(problem))
  return {inventory, problems: sortProblems([...yaml.problems, ...own]), warnings: strict ? sortProblems(warnings()) : []}
}

/** What a name is that is no host. */
function entryOf(
  name: string,
  groups: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, unknown>,
  sections: readonly InventorySection[],
): NamedEntry | undefined {
  if (groups.has(name)) return {what: 'a group', hint: `write @${name} for its hosts`}
  for (const section of sections) {
    const value = section.at === 'top' ? values.get(section.name) : undefined
    const found = value === undefined ? undefined : section.entry?.(value, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** A part that is left out counts as an empty mapping. */
function isMapping(node: YamlNode | undefined): boolean {
  return node === undefined || node.kind === 'map' || isEmpty(node)
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null
}

/** The top-level sections of plugins, each checked by itself, and the keys that belong to nobody. */
function readSections(
  yaml: YamlFile,
  schemas: ReadonlyMap<string, ZodType>,
  sections: readonly InventorySection[],
  missing: MissingPlugins | undefined,
): {values: Map<string, unknown>; problems: Problem[]; unchecked: Problem[]} {
  const asWritten = new Map(sections.filter(({at}) => at === 'top').map((section) => [section.name, section.asWritten]))
  const values = new Map<string, unknown>()
  const problems: Problem[] = []
  const unchecked: Problem[] = []
  const known = [...coreKeys, ...schemas.keys()]
  for (const [key, {at, value}] of yaml.root?.kind === 'map' ? yaml.root.entries : []) {
    if (key.startsWith('x-')) continue
    const schema = schemas.get(key)
    if (schema !== undefined) {
      const section = readSection(yaml, {key, schema, asWritten: asWritten.get(key)}, value)
      if (section.value !== undefined) values.set(key, section.value)
      problems.push(...section.problems)
    } else if (key === 'hosts' || key === 'groups' || key === 'defaults') {
      if (value.kind === 'map' || isEmpty(value)) continue
      problems.push({
        spot: yaml.spotAt(value.at),
        path: key,
        message: `must be ${shapes[key]}, not ${value.kind === 'list' ? 'a list' : JSON.stringify(value.value)}.`,
      })
    } else if (missing !== undefined && key !== 'settings') {
      unchecked.push({spot: yaml.spotAt(at), message: missing.unchecked('key', key)})
    } else if (key !== 'settings') {
      const hint = didYouMean(key, known)
      const message = `unknown key "${key}"${hint === undefined ? `; known keys: ${shortList(known)}` : ''}.`
      problems.push({spot: yaml.spotAt(at), message, hint: hint ?? 'If the key belongs to a plugin, install the plugin.'})
    }
  }
  return {values, problems, unchecked}
}

interface TopSection {
  key: string
  schema: ZodType
  asWritten: readonly string[] | undefined
}

/** A section; of one with mistakes, what is left without the entries that have them. */
function readSection(yaml: YamlFile, {key, schema, asWritten}: TopSection, node: YamlNode): {value: unknown; problems: Problem[]} {
  const part = {node, spotAt: yaml.spotAt}
  const whole = isEmpty(node) ? {} : toValue(node, undefined, asWritten)
  const {value, issues} = checkPlaced(schema, whole, part)
  if (issues === undefined) return {value, problems: []}
  const wrong = new Set(issues.map((issue) => String(issue.path[0] ?? issue.key)))
  const rest = node.kind === 'map' ? Object.fromEntries(Object.entries(whole as object).filter(([name]) => !wrong.has(name))) : {}
  return {value: checkPlaced(schema, rest, part).value, problems: issues.map((issue) => toProblem(issue, [key]))}
}

/** Keys at the top, and of the hosts and everything else that is two or three levels below: which sections the file may have. */
function keysIn(root: YamlNode | undefined): Set<string> {
  const keys = new Set<string>()
  const collect = (node: YamlNode | undefined, depth: number) => {
    for (const [key, {value}] of node?.kind === 'map' ? node.entries : []) {
      keys.add(key)
      if (depth > 0) collect(value, depth - 1)
    }
  }
  collect(root, 3)
  return keys
}

function keysAt(root: YamlNode | undefined, path: readonly string[]): string[] {
  const node = nodeAt(root, path)
  return node?.kind === 'map' ? [...node.entries.keys()] : []
}

const shapes = {
  hosts: 'a mapping of names to hosts',
  groups: 'a mapping of names to host sets',
  defaults: 'a mapping of the keys of a host',
}

/** Defaults are checked in the hosts that have them. Those that apply to no host are checked here, as far as they go. */
function checkUnused(
  yaml: YamlFile,
  defaults: readonly Layer[],
  layers: ReadonlyMap<string, readonly Layer[]>,
  {host}: InventorySchemas,
): Problem[] {
  const used = new Set([...new Set(layers.values())].flatMap((ofHost) => ofHost.map(({node}) => node)))
  return defaults
    .filter(({node}) => !used.has(node))
    .flatMap(
      ({base, node}) =>
        checkPart(
          host,
          toValue(node, (text) => text.replaceAll('%h', 'host')),
          {base, node, spotAt: yaml.spotAt},
        ).problems ?? [],
    )
    .filter(({missing, meant}) => missing === undefined || meant !== undefined)
}

function spotOf(yaml: YamlFile, layersOf: (host: string) => readonly Layer[], path: readonly (string | number)[]) {
  const [top, host, ...rest] = path
  const layer = top === 'hosts' && host !== undefined ? layerOf(layersOf(String(host)), rest) : undefined
  if (layer === undefined) return yaml.keySpot(path.slice(0, -1), path.at(-1) ?? '')
  const whole = [...layer.base, ...rest]
  return yaml.keySpot(whole.slice(0, -1), whole.at(-1) ?? '')
}
