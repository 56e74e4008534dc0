import {hostsetErrors} from './errors.ts'
import {expandTerm} from './expand-term.ts'
import {HostBits} from './host-bits.ts'
import {splitSet} from './split.ts'

/** What a host set is read against. */
export interface HostScope {
  /** All known hosts, in order: what `*`, `?` and `@*` choose from. */
  hosts: readonly string[]
  /** The set of a group, or undefined; `source` is the text before a colon (`@tag:cell`). */
  group(name: string, source?: string): string | undefined
  /** The hosts of a group of a source, where they are known as a list: nobody has to write it as a set and read it again. */
  members?(name: string, source: string): readonly string[] | undefined
  /** The names of all groups, for "did you mean". */
  groups?(): readonly string[]
}

export const emptyScope: HostScope = {hosts: [], group: () => undefined}

/** The hosts of a scope by number, and what its groups are: each is found once, and a group of groups shares what they have. */
interface Space {
  scope: HostScope
  numbers: Map<string, number>
  names: string[]
  groups: Map<string, HostBits>
}

const spaces = new WeakMap<HostScope, Space>()

/** Groups inside groups that are followed: functions that call themselves would overflow the stack. */
const deepest = 500

const operations = {',': 'union', '!': 'difference', '&': 'intersection', '^': 'symmetricDifference'} as const

/**
 * Host names of a set in ClusterShell's grammar, without doubles, in the order in which the set names them; those of a group in the
 * order of the scope. Operators have no precedence: they apply from left to right. Throws HOSTSET_SYNTAX, HOSTSET_GROUP_UNKNOWN,
 * HOSTSET_GROUP_LOOP, HOSTSET_TOO_LARGE (all exit 64). Source: ClusterShell's NodeSet documentation.
 */
export function expandHosts(set: string, scope: HostScope = emptyScope): string[] {
  let found = new Set<string>()
  for (const {operator, text, at} of splitSet(set)) {
    const terms = expandTerm(text, set, at)
    // Only groups and patterns stand for other names.
    const names = /[@*?]/.test(text) ? terms.flatMap((name) => namesOf(name, scope)) : terms
    // In place: a list of ten thousand names is as many unions.
    if (operator === ',') for (const name of names) found.add(name)
    else found = found[operations[operator]](new Set(names))
  }
  return [...found]
}

/** Whether a set has any host, without making a list of them. Throws what `expandHosts` throws. */
export function selectsHosts(set: string, scope: HostScope): boolean {
  return !evaluate(set, spaceOf(scope), []).isEmpty
}

/** The hosts of a set as places in the list of its scope, in that order; names that are not in the list are left out. */
export function placesOfHosts(set: string, scope: HostScope): number[] {
  const most = scope.hosts.length
  return evaluate(set, spaceOf(scope), [])
    .numbers()
    .filter((number) => number < most)
}

function namesOf(name: string, scope: HostScope): string[] {
  if (name === '@*') return [...scope.hosts]
  if (!name.startsWith('@')) return isPattern(name) ? matching(name, scope) : [name]
  const space = spaceOf(scope)
  const {names} = space
  return groupHosts(name.slice(1), space, [])
    .numbers()
    .map((number) => names[number] as string)
}

function evaluate(set: string, space: Space, path: readonly string[]): HostBits {
  const terms = splitSet(set)
  const [only] = terms
  // One group is that group, not a copy of it.
  if (terms.length === 1 && only !== undefined && /^@[^*?[\]]+$/.test(only.text)) return groupHosts(only.text.slice(1), space, path)
  const found = new HostBits()
  for (const {operator, text, at} of terms) {
    const names = expandTerm(text, set, at)
    // Most sets are lists of names.
    if (operator === ',') for (const name of names) addName(found, name, space, path)
    else {
      const hosts = new HostBits()
      for (const name of names) addName(hosts, name, space, path)
      found[operations[operator]](hosts)
    }
  }
  return found
}

function addName(hosts: HostBits, name: string, space: Space, path: readonly string[]): void {
  if (name.startsWith('@')) hosts.union(groupHosts(name.slice(1), space, path))
  else if (isPattern(name)) for (const host of matching(name, space.scope)) hosts.add(numberOf(host, space))
  else hosts.add(numberOf(name, space))
}

const isPattern = (name: string) => /[*?]/.test(name)

function matching(name: string, {hosts}: HostScope): string[] {
  const pattern = new RegExp(
    `^${name
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  return hosts.filter((host) => pattern.test(host))
}

function groupHosts(reference: string, space: Space, path: readonly string[]): HostBits {
  const known = space.groups.get(reference)
  if (known !== undefined) return known
  if (path.includes(reference)) throw hostsetErrors.HOSTSET_GROUP_LOOP({}, reference, [...path, reference].map((g) => `@${g}`).join(' → '))
  const found = findGroup(reference, space, path)
  space.groups.set(reference, found)
  return found
}

function findGroup(reference: string, space: Space, path: readonly string[]): HostBits {
  const {scope} = space
  const colon = reference.indexOf(':')
  const listed = reference === '*' ? scope.hosts : scope.members?.(reference.slice(colon + 1), reference.slice(0, Math.max(colon, 0)))
  if (listed !== undefined) {
    const hosts = new HostBits()
    for (const name of listed) hosts.add(numberOf(name, space))
    return hosts
  }
  const value = colon < 0 ? scope.group(reference) : scope.group(reference.slice(colon + 1), reference.slice(0, colon))
  if (value === undefined) throw hostsetErrors.HOSTSET_GROUP_UNKNOWN({}, reference, colon < 0 ? (scope.groups?.() ?? []) : [])
  if (path.length === deepest) throw hostsetErrors.HOSTSET_TOO_DEEP({}, path[0] ?? reference, deepest)
  return evaluate(value, space, [...path, reference])
}

function spaceOf(scope: HostScope): Space {
  const known = spaces.get(scope)
  if (known !== undefined) return known
  const names = [...scope.hosts]
  const space: Space = {scope, names, numbers: new Map(names.map((name, at) => [name, at])), groups: new Map()}
  spaces.set(scope, space)
  return space
}

/** Names that are no hosts of the scope follow those that are. */
function numberOf(name: string, {numbers, names}: Space): number {
  const known = numbers.get(name)
  if (known !== undefined) return known
  numbers.set(name, names.length)
  names.push(name)
  return names.length - 1
}
