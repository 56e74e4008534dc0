import {OpsError} from '../errors/index.ts'
import {type HostScope, placesOfHosts} from '../hostset/index.ts'
import {checkPart, childOf, type Problem, toValue, type YamlFile, type YamlNode} from '../yaml/index.ts'
import type {Layer} from './layers.ts'
import {groupSchema} from './schema.ts'

export interface ReadGroups {
  /** The host set of each group. */
  sets: Map<string, string>
  /** Groups with defaults, in the order of the file. */
  defaults: Map<string, Layer>
  problems: Problem[]
  /** Groups that have a problem here, with the defaults that they would give: whoever lacks these makes no second mistake. */
  refused: Map<string, Layer | undefined>
}

/** `groups:`: a host set, or a mapping with `hosts` and `defaults`. */
export function readGroups(yaml: YamlFile): ReadGroups {
  const groups: ReadGroups = {sets: new Map(), defaults: new Map(), problems: [], refused: new Map()}
  const node = childOf(yaml.root, 'groups')?.value
  for (const [name, {at, value}] of node?.kind === 'map' ? node.entries : []) {
    const base = ['groups', name]
    if (!/^[^\s@:,[\]!&^*?]+$/.test(name)) {
      groups.problems.push({
        spot: yaml.spotAt(at),
        path: 'groups',
        message: `"${name}" is not a name of a group: it must not contain blanks or any of @ : , [ ] ! & ^ * ?.`,
      })
      groups.refused.set(name, layerIn(base, value))
      continue
    }
    const {value: group, problems} = checkPart(groupSchema, toValue(value), {base, node: value, spotAt: yaml.spotAt})
    const layer = layerIn(base, value)
    if (problems !== undefined) {
      groups.problems.push(...problems)
      groups.refused.set(name, layer)
      continue
    }
    groups.sets.set(name, typeof group === 'string' ? group : group.hosts)
    if (layer !== undefined) groups.defaults.set(name, layer)
  }
  return groups
}

function layerIn(base: readonly string[], group: YamlNode): Layer | undefined {
  const node = childOf(group, 'defaults')?.value
  return node?.kind === 'map' ? {base: [...base, 'defaults'], node} : undefined
}

/** The defaults that apply to each host. */
export interface DefaultsOfHosts {
  of(host: string): readonly Layer[]
  /** Defaults of groups whose hosts could not be found out. */
  unresolved: readonly Layer[]
  problems: Problem[]
}

/**
 * The defaults of a host, nearest first: those of its groups, the group with fewer hosts first and of two equally large ones
 * the later first, then those of all hosts.
 */
export function defaultsOf(yaml: YamlFile, groups: ReadGroups, names: readonly string[]): DefaultsOfHosts {
  const problems: Problem[] = []
  const unresolved = [...groups.refused.values()].filter((layer) => layer !== undefined)
  // `tag` or `arch`, which defaults may set.
  let bySource: string | undefined
  const scope: HostScope = {
    hosts: names,
    group(name, source) {
      bySource ??= source
      return source === undefined ? groups.sets.get(name) : undefined
    },
    groups: () => [...groups.sets.keys()],
  }
  const members = [...groups.defaults].flatMap(([name, layer]) => {
    const set = groups.sets.get(name) ?? ''
    bySource = undefined
    try {
      return [{layer, hosts: placesOfHosts(set, scope)}]
    } catch (error) {
      unresolved.push(layer)
      if (!(error instanceof OpsError)) throw error
      // Any other mistake in a set is reported with those of all groups.
      if (error.code === 'HOSTSET_TOO_DEEP') {
        const path = ['groups', name, 'hosts']
        problems.push({spot: yaml.spot(path), path: path.join('.'), message: error.message, hint: 'Name the hosts in one of the groups.'})
      } else if (bySource !== undefined) {
        const message = `a group with defaults cannot be chosen by @${bySource}:…, because defaults may set it.`
        const path = ['groups', name, 'hosts']
        problems.push({spot: yaml.spot(path), path: path.join('.'), message, hint: 'Name the hosts.'})
      }
      return []
    }
  })
  const all = allDefaults(yaml)
  const none: Inherited = {layers: all, own: [], further: new Map()}
  if (members.length === 0) return {of: () => all, unresolved, problems}
  const inherited: Inherited[] = names.map(() => none)
  for (const {layer, hosts} of members.reverse().sort((a, b) => a.hosts.length - b.hosts.length)) {
    for (const place of hosts) inherited[place] = withLayer(inherited[place] ?? none, layer, all)
  }
  const byHost = new Map(names.map((name, place) => [name, inherited[place] ?? none]))
  return {
    of: (host) => (byHost.get(host) ?? none).layers,
    unresolved,
    problems,
  }
}

/** Defaults that some hosts have in common, and what each further group makes of them. Hosts of the same groups share one. */
interface Inherited {
  own: readonly Layer[]
  layers: readonly Layer[]
  further: Map<Layer, Inherited>
}

function withLayer(inherited: Inherited, layer: Layer, all: readonly Layer[]): Inherited {
  const known = inherited.further.get(layer)
  if (known !== undefined) return known
  const own = [...inherited.own, layer]
  const made: Inherited = {own, layers: [...own, ...all], further: new Map()}
  inherited.further.set(layer, made)
  return made
}

/** `defaults:` at the top, if it is there. */
export function allDefaults(yaml: YamlFile): Layer[] {
  const node = childOf(yaml.root, 'defaults')?.value
  return node?.kind === 'map' ? [{base: ['defaults'], node}] : []
}
