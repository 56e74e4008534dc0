import {foldHosts} from '../hostset/index.ts'
import {
  checkPlaced,
  formatProblem,
  nodeAt,
  type PlacedIssue,
  type Problem,
  type SourceSpot,
  toProblem,
  toValue,
  unknownName,
  type YamlFile,
  type YamlNode,
  type YamlPath,
} from '../yaml/index.ts'
import type {DefaultsOfHosts} from './groups.ts'
import {makeHost} from './host.ts'
import type {Host} from './inventory.ts'
import {type Layer, layerOf, mergeLayers} from './layers.ts'
import type {MissingPlugins} from './missing-plugins.ts'
import type {HostValue, InventorySchemas} from './schema.ts'
import {hostNames} from './sets/index.ts'

/** A host as the file has it: the key that names it, and the values that apply to it. */
interface HostEntry {
  name: string
  key: string
  spot: SourceSpot
  layers: readonly Layer[]
}

export interface ReadHosts {
  hosts: Map<string, Host>
  /** Where the values of each host are written. */
  layers: Map<string, readonly Layer[]>
  problems: Problem[]
  /** Host keys that were refused, for who misses them: `power` when the `power` of any host is wrong. */
  refused: Set<string>
  /** Keys and kinds of work that may belong to plugins which are not loaded. */
  unchecked: Problem[]
  /** Whether a name was probably meant by a key of `hosts:` that was refused, for each such key. */
  meant: ((name: string) => boolean)[]
}

export interface ReadHostsInput {
  yaml: YamlFile
  node: YamlNode | undefined
  schemas: InventorySchemas
  /** Defaults for a host, nearest first; called once all names are known. */
  defaultsFor(names: readonly string[]): DefaultsOfHosts
  /** Also report kinds of work that no installed plugin has. */
  strict: boolean
  missing: MissingPlugins | undefined
}

/** Every host of `hosts:`, checked after its defaults are merged in. A host with mistakes stays, without its wrong keys. */
export function readHosts(input: ReadHostsInput): ReadHosts {
  const {yaml, schemas} = input
  const result: ReadHosts = {hosts: new Map(), layers: new Map(), problems: [], unchecked: [], refused: new Set(), meant: []}
  const entries = entriesOf(input, result)
  const {of: defaultsOf, unresolved} = input.defaultsFor([...entries.keys()])
  const layersFor = joinLayers()
  const checker = new HostChecker({schemas, yaml, strict: input.strict, missing: input.missing, unresolved})
  for (const entry of entries.values()) {
    const defaults = defaultsOf(entry.name)
    const layers = layersFor(entry.layers, defaults)
    result.layers.set(entry.name, layers)
    const {host, problems, refused} = checker.check(layers === entry.layers ? entry : {...entry, layers})
    result.hosts.set(entry.name, host)
    result.problems.push(...problems)
    for (const key of refused) result.refused.add(key)
  }
  result.unchecked.push(...checker.unchecked)
  return result
}

/** The values of an entry with its defaults; hosts of one range that have the same defaults share the list. */
function joinLayers(): (own: readonly Layer[], defaults: readonly Layer[]) => readonly Layer[] {
  const joined = new Map<readonly Layer[], Map<readonly Layer[], readonly Layer[]>>()
  return (own, defaults) => {
    if (defaults.length === 0) return own
    const byDefaults = joined.get(own) ?? new Map<readonly Layer[], readonly Layer[]>()
    joined.set(own, byDefaults)
    const layers = byDefaults.get(defaults) ?? [...own, ...defaults]
    byDefaults.set(defaults, layers)
    return layers
  }
}

const noLayers: readonly Layer[] = []

function entriesOf({yaml, node}: ReadHostsInput, {problems, meant}: ReadHosts): Map<string, HostEntry> {
  const entries = new Map<string, HostEntry>()
  for (const [key, {at, value}] of node?.kind === 'map' ? node.entries : []) {
    const spot = yaml.spotAt(at)
    const read = hostNames(key)
    const {names = [], problem} = read
    if (problem !== undefined) {
      problems.push({spot, path: 'hosts', ...problem})
      meant.push(read.meant)
    }
    const isEmpty = value.kind === 'scalar' && value.value === null
    const layers = isEmpty ? noLayers : [{base: ['hosts', key], node: value}]
    const doubles = names.filter((name) => entries.has(name))
    for (const name of names) if (!entries.has(name)) entries.set(name, {name, key, spot, layers})
    if (doubles.length === 0) continue
    for (const [line, both] of Map.groupBy(doubles, (name) => entries.get(name)?.spot.line)) {
      const what = both.length === 1 ? 'host' : 'hosts'
      problems.push({spot, path: 'hosts', message: `duplicate ${what} "${foldHosts(both)}"; first defined in line ${line}.`})
    }
  }
  return entries
}

/** What one entry and its defaults come to: many hosts of a range share it. */
interface Merged {
  node: YamlNode | undefined
  value: unknown
  /** False when a text has `%h`, which is another one for each host. */
  isShared: boolean
  checked?: Checked
  /** Places of its mistakes. One of a range is reported once, for the first host that has it. */
  reported: Set<string>
}

const placeOf = ({spot: {line, column}, path}: Problem) => `${line}:${column}:${path}`

interface Checked {
  value: HostValue
  problems: Problem[]
  refused: string[]
}

interface HostCheckerInput {
  schemas: InventorySchemas
  yaml: YamlFile
  strict: boolean
  missing: MissingPlugins | undefined
  /** Defaults that may be meant for any host. */
  unresolved: readonly Layer[]
}

class HostChecker {
  readonly #schemas: InventorySchemas
  readonly #yaml: YamlFile
  readonly #strict: boolean
  readonly #missing: MissingPlugins | undefined
  readonly #unresolved: readonly Layer[]
  readonly #merged = new Map<readonly Layer[], Merged>()

  readonly unchecked: Problem[] = []

  constructor({schemas, yaml, strict, missing, unresolved}: HostCheckerInput) {
    this.#missing = missing
    this.#unresolved = unresolved
    this.#schemas = schemas
    this.#yaml = yaml
    this.#strict = strict
  }

  check(entry: HostEntry): {host: Host; problems: Problem[]; refused: string[]} {
    const merged = this.#merge(entry)
    const value =
      merged.isShared || merged.node === undefined ? merged.value : toValue(merged.node, (text) => text.replaceAll('%h', entry.name))
    const known = merged.checked
    const checked = known ?? this.#checkValue(entry, merged.node, value)
    if (merged.isShared) merged.checked ??= {...checked, problems: []}
    const problems = checked.problems.filter((problem) => !merged.reported.has(placeOf(problem)))
    for (const problem of problems) merged.reported.add(placeOf(problem))
    return {host: makeHost(entry.name, checked.value, entry.spot), problems, refused: checked.refused}
  }

  #merge({layers}: HostEntry): Merged {
    const known = this.#merged.get(layers)
    if (known !== undefined) return known
    let isShared = true
    const node = mergeLayers(layers)
    const value =
      node === undefined
        ? {}
        : toValue(node, (text) => {
            if (text.includes('%h')) isShared = false
            return text
          })
    const merged: Merged = {node, value, isShared, reported: new Set()}
    this.#merged.set(layers, merged)
    return merged
  }

  /** A host with mistakes keeps what is right, so that others can refer to it. */
  #checkValue(entry: HostEntry, node: YamlNode | undefined, whole: unknown): Checked {
    const value = withoutOwnKeys(whole)
    const first = this.#parse(node, value)
    const work = this.#checkWorkloads(node, value)
    if (this.#missing !== undefined && isMapping(value)) this.#noteUnchecked(entry, this.#missing, value)
    const issues = [...(first.issues ?? []), ...work.issues]
    const refused = new Set(issues.map(({path, key}) => String(path[0] ?? key)))
    const parsed = (first.value ?? this.#parse(node, withoutKeys(value, refused)).value ?? this.#parse(node, {}).value) as HostValue
    const workloads = parsed.workloads.map(({name, kind}, at) => ({name, kind, ...work.configs[at]}))
    return {
      value: {...parsed, workloads},
      problems: issues.filter((issue) => !this.#mayComeYet(issue)).flatMap((issue) => this.#place(entry, issue)),
      refused: [...refused],
    }
  }

  #noteUnchecked({key: host, layers}: HostEntry, missing: MissingPlugins, value: Record<string, unknown>): void {
    const kinds = Array.isArray(value['workloads']) ? value['workloads'].map((work) => (isMapping(work) ? work['kind'] : undefined)) : []
    const unknown = [
      ...Object.keys(value)
        .filter((key) => !(key in this.#schemas.host.shape))
        .map((key) => ({path: [key], message: missing.unchecked('key', key)})),
      ...kinds.flatMap((kind, at) =>
        typeof kind !== 'string' || this.#schemas.workloads.has(kind)
          ? []
          : [{path: ['workloads', at, 'kind'], message: missing.unchecked('kind of work', kind)}],
      ),
    ]
    for (const {path, message} of unknown) {
      const whole = [...(layerOf(layers, path)?.base ?? ['hosts', host]), ...path]
      const spot = this.#yaml.keySpot(whole.slice(0, -1), whole.at(-1) ?? '')
      this.unchecked.push({spot, path: whole.slice(0, -1).map(String).join('.'), message})
    }
  }

  #parse(node: YamlNode | undefined, value: unknown) {
    return checkPlaced<unknown>(this.#schemas.host, value, {node, spotAt: this.#yaml.spotAt})
  }

  /** Whether the key that is missing is in defaults of which it is not known whose they are. */
  #mayComeYet({path, key, missing}: PlacedIssue): boolean {
    return key === undefined && missing !== undefined && this.#unresolved.some(({node}) => nodeAt(node, [...path, missing]) !== undefined)
  }

  /** Says in which layer the value is written. */
  #place({name, key, layers}: HostEntry, issue: PlacedIssue): Problem[] {
    const whole = issue.key === undefined ? issue.path : [...issue.path, issue.key]
    const base = layerOf(layers, whole)?.base ?? ['hosts', key]
    const problem = toProblem(issue, base)
    if (base[0] === 'hosts') return [problem]
    // Every host has the mistake that is in the defaults; one of them is named where its own entry can correct it.
    const text = formatProblem(problem)
    if (this.#inDefaults.has(text)) return []
    this.#inDefaults.add(text)
    return [problem.missing !== undefined && problem.hint === undefined ? {...problem, hint: `Host ${name} does not have it.`} : problem]
  }
  readonly #inDefaults = new Set<string>()

  #checkWorkloads(node: YamlNode | undefined, value: unknown): {configs: Record<string, unknown>[]; issues: PlacedIssue[]} {
    const workloads = isMapping(value) && Array.isArray(value['workloads']) ? value['workloads'] : []
    const names = new Set<unknown>()
    const configs: Record<string, unknown>[] = []
    const issues: PlacedIssue[] = []
    for (const [index, workload] of workloads.entries()) {
      const {name, kind, ...config} = isMapping(workload) ? workload : {}
      const path = ['workloads', index]
      const at = nodeAt(node, path)
      const spot = this.#yaml.spotAt(at?.at ?? 0)
      if (typeof name === 'string' && names.has(name)) issues.push({path, spot, message: `a workload "${name}" is already listed.`})
      names.add(name)
      configs.push(config)
      if (typeof kind !== 'string') continue
      const schema = this.#schemas.workloads.get(kind)
      if (schema === undefined) issues.push(...this.#unknownKind(kind, [...path, 'kind'], node))
      else {
        const checked = checkPlaced<unknown>(schema, config, {node: at, spotAt: this.#yaml.spotAt})
        if (checked.issues === undefined) configs[index] = checked.value as Record<string, unknown>
        else issues.push(...checked.issues.map((issue) => ({...issue, path: [...path, ...issue.path]})))
      }
    }
    return {configs, issues}
  }

  #unknownKind(kind: string, path: YamlPath, node: YamlNode | undefined): PlacedIssue[] {
    if (!this.#strict || this.#missing !== undefined) return []
    const spot = this.#yaml.spotAt(nodeAt(node, path)?.at ?? 0)
    const {message, ...more} = unknownName('kind', kind, [...this.#schemas.workloads.keys()])
    return [{path, spot, message: `${message}.`, ...more}]
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withoutKeys(value: unknown, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(isMapping(value) ? value : {}).filter(([key]) => !keys.has(key)))
}

function withoutOwnKeys(value: unknown): unknown {
  if (!isMapping(value) || !Object.keys(value).some((key) => key.startsWith('x-'))) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')))
}
