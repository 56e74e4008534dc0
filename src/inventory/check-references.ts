import {expandHosts} from '../hostset/index.ts'
import {nodeAt, type Problem, shortList, type YamlFile, type YamlPath} from '../yaml/index.ts'
import type {Host, Inventory} from './inventory.ts'
import type {SpotOf} from './section.ts'
import {findCircles, formatCircle, type InventoryScope, type SetChecker} from './sets/index.ts'

export interface ReferencesInput {
  inventory: Inventory
  yaml: YamlFile
  spot: SpotOf
  sets: SetChecker
  scope: InventoryScope
  nearHost(name: string): string | undefined
  /** What else has that name: `a phone`. */
  otherThing(name: string): string | undefined
  /** True for a name whose entry in `hosts:` was refused. */
  wasRefused(host: string): boolean
  /** Where a host has its `depends` from: `hosts.web1`, `groups.rack1.defaults`, `defaults`. */
  dependsFrom(host: string): YamlPath
}

/** Names that point nowhere, and circles: what only the whole inventory shows. */
export function checkReferences(input: ReferencesInput): Problem[] {
  return [...checkGroups(input), ...checkDepends(input), ...checkCircles(input)]
}

function checkGroups({inventory, yaml, sets}: ReferencesInput): Problem[] {
  return [...inventory.groups.keys()].flatMap((group) => {
    const found = sets.problemOfGroup(group)
    if (found === undefined) return []
    const short = ['groups', group]
    const path = nodeAt(yaml.root, [...short, 'hosts']) === undefined ? short : [...short, 'hosts']
    return [{spot: yaml.spot(path), path: path.join('.'), ...found}]
  })
}

function checkDepends(input: ReferencesInput): Problem[] {
  const {inventory, spot, dependsFrom, wasRefused} = input
  const dependants = [...inventory.hosts.values()].filter(({depends}) => depends.length > 0)
  return dependants.flatMap((host) =>
    host.depends.flatMap((name, index): Problem[] => {
      if (inventory.hosts.has(name) || wasRefused(name)) return []
      const path = [...dependsFrom(host.name), 'depends'].map(String).join('.')
      return [{spot: spot('hosts', host.name, 'depends', index), path, ...unknownHost(name, input)}]
    }),
  )
}

function unknownHost(name: string, {scope, nearHost, otherThing}: ReferencesInput): {message: string; hint?: string} {
  if (/[[\],@*?!&^\s]/.test(name)) {
    const message = `"depends" takes names of hosts, not the set "${name}".`
    const names = namesOf(name, scope)
    return names.length === 0 ? {message} : {message, hint: `Write [${shortList(names)}].`}
  }
  const what = otherThing(name)
  if (what !== undefined) return {message: `"${name}" is ${what}, not a host.`}
  const near = nearHost(name)
  return {message: `no host is called "${name}".`, ...(near === undefined ? {} : {hint: `Did you mean "${near}"?`})}
}

function namesOf(set: string, scope: InventoryScope): string[] {
  try {
    return expandHosts(set, scope)
  } catch {
    // The sentence is about the set as a whole; that it is malformed too is of no use.
    return []
  }
}

/** Circles in `depends`; those that defaults make are one mistake, made where the defaults are written. */
function checkCircles({inventory, spot, dependsFrom}: ReferencesInput): Problem[] {
  const dependsOf = (name: string) => {
    const depends = inventory.hosts.get(name)?.depends ?? []
    return depends.length === 0 ? depends : depends.filter((one) => inventory.hosts.has(one))
  }
  const told = new Set<string>()
  return findCircles(inventory.hosts.keys(), dependsOf).flatMap((circle): Problem[] => {
    const members = circle.slice(0, -1)
    const byDefaults = members.find((name) => dependsFrom(name)[0] !== 'hosts')
    const host = inventory.hosts.get(byDefaults ?? members.at(-1) ?? '') as Host
    const to = circle[members.indexOf(host.name) + 1] as string
    const path = [...dependsFrom(host.name), 'depends'].map(String).join('.')
    const at = {spot: spot('hosts', host.name, 'depends', host.depends.indexOf(to)), path}
    if (byDefaults === undefined)
      return [{...at, message: `a circle of dependencies: ${formatCircle(circle)}.`, hint: 'Remove one of them.'}]
    if (told.has(path)) return []
    told.add(path)
    const inherit = host.depends.filter((name) => inventory.hosts.has(name) && samePath(dependsFrom(name), dependsFrom(host.name)))
    const message = `these defaults make a circle of dependencies: ${formatCircle(circle)}.`
    const who = inherit.length === 0 ? host.name : shortList(inherit)
    return [{...at, message, hint: `Write "depends: []" below ${who}, which would inherit them.`}]
  })
}

function samePath(one: YamlPath, other: YamlPath): boolean {
  return one.length === other.length && one.every((part, at) => part === other[at])
}
