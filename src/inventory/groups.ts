import {expandHosts, type HostScope} from '../hostset/index.ts'
import {checkPart, childOf, nodeAt, type Problem, toValue, type YamlFile} from '../yaml/index.ts'
import {errorMessage} from '../text/index.ts'
import type {Layer} from './layers.ts'
import {groupSchema} from './schema.ts'

export interface ReadGroups {
  /** The host set of each group. */
  sets: Map<string, string>
  /** Groups with defaults, in the order of the file. */
  defaults: Map<string, Layer>
  problems: Problem[]
}

/** `groups:`: a host set, or a mapping with `hosts` and `defaults`. */
export function readGroups(yaml: YamlFile): ReadGroups {
  const groups: ReadGroups = {sets: new Map(), defaults: new Map(), problems: []}
  const node = childOf(yaml.root, 'groups')?.value
  for (const [name, {at, value}] of node?.kind === 'map' ? node.entries : []) {
    const base = ['groups', name]
    if (!/^[^\s@:,[\]!&^*?]+$/.test(name)) {
      groups.problems.push({
        spot: yaml.spotAt(at),
        path: 'groups',
        message: `"${name}" is not a name of a group: it must not contain blanks or any of @ : , [ ] ! & ^ * ?.`,
      })
      continue
    }
    const {value: group, problems} = checkPart(groupSchema, toValue(value), {base, node: value, spotAt: yaml.spotAt})
    if (problems !== undefined) groups.problems.push(...problems)
    else groups.sets.set(name, typeof group === 'string' ? group : group.hosts)
    const defaults = childOf(value, 'defaults')?.value
    if (problems === undefined && defaults?.kind === 'map') groups.defaults.set(name, {base: [...base, 'defaults'], node: defaults})
  }
  return groups
}

/**
 * The defaults of a host, nearest first: those of its groups, the group with fewer hosts first and of two equally large ones
 * the later first, then those of all hosts.
 */
export function defaultsOf(
  yaml: YamlFile,
  groups: ReadGroups,
  names: readonly string[],
): {of(host: string): readonly Layer[]; problems: Problem[]} {
  const problems: Problem[] = []
  const scope: HostScope = {
    hosts: names,
    group: (name, source) => (source === undefined ? groups.sets.get(name) : undefined),
    groups: () => [...groups.sets.keys()],
  }
  const members = [...groups.defaults].flatMap(([name, layer]) => {
    const set = groups.sets.get(name) ?? ''
    try {
      return [{layer, hosts: expandHosts(set, scope)}]
    } catch (error) {
      // A set that is wrong in itself is reported with all other groups.
      if (/@(tag|arch):/.test(set)) {
        const message = `a group with defaults cannot be chosen by ${/@(tag|arch):/.exec(set)?.[0]}…, because defaults may set it.`
        problems.push({
          spot: yaml.spotAt(nodeAt(yaml.root, ['groups', name, 'hosts'])?.at ?? 0),
          path: `groups.${name}.hosts`,
          message,
          hint: 'Name the hosts.',
        })
      } else if (errorMessage(error) === '') throw error
      return []
    }
  })
  const byHost = new Map<string, Layer[]>()
  for (const {layer, hosts} of members.reverse().sort((a, b) => a.hosts.length - b.hosts.length)) {
    for (const host of hosts) {
      const layers = byHost.get(host)
      if (layers === undefined) byHost.set(host, [layer])
      else layers.push(layer)
    }
  }
  const all = allDefaults(yaml)
  return {
    of(host) {
      const own = byHost.get(host)
      return own === undefined ? all : [...own, ...all]
    },
    problems,
  }
}

/** `defaults:` at the top, if it is there. */
export function allDefaults(yaml: YamlFile): Layer[] {
  const node = childOf(yaml.root, 'defaults')?.value
  return node?.kind === 'map' ? [{base: ['defaults'], node}] : []
}
