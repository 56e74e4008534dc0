import {hostsetErrors} from './errors.ts'
import {expandTerm} from './expand-term.ts'
import {type SetOperator, splitSet} from './split.ts'

/** What a host set is read against. */
export interface HostScope {
  /** All known hosts, in order: what `*`, `?` and `@*` choose from. */
  hosts: readonly string[]
  /** The set of a group, or undefined; `source` is the text before a colon (`@tag:cell`). */
  group(name: string, source?: string): string | undefined
  /** The names of all groups, for "did you mean". */
  groups?(): readonly string[]
}

export const emptyScope: HostScope = {hosts: [], group: () => undefined}

const operations: Record<SetOperator, (left: Set<string>, right: Set<string>) => Set<string>> = {
  // In place: a list of ten thousand names is as many unions.
  ',': (left, right) => {
    for (const name of right) left.add(name)
    return left
  },
  '!': (left, right) => left.difference(right),
  '&': (left, right) => left.intersection(right),
  '^': (left, right) => left.symmetricDifference(right),
}

/**
 * Host names of a set in ClusterShell's grammar, without doubles, in the order in which the set names them.
 * Operators have no precedence: they apply from left to right. Throws HOSTSET_SYNTAX, HOSTSET_GROUP_UNKNOWN, HOSTSET_GROUP_LOOP,
 * HOSTSET_TOO_LARGE (all exit 64). Source: ClusterShell's NodeSet documentation.
 */
export function expandHosts(set: string, scope: HostScope = emptyScope): string[] {
  return [...evaluate(set, scope, [])]
}

/** The hosts of the groups of a scope, each found once: groups of groups would double the work at every step. */
const known = new WeakMap<HostScope, Map<string, ReadonlySet<string>>>()

/** Groups inside groups that are followed: functions that call themselves would overflow the stack. */
const deepest = 500

function evaluate(set: string, scope: HostScope, path: readonly string[]): ReadonlySet<string> {
  const terms = splitSet(set)
  const [only] = terms
  // One group is that group, not a copy of it.
  if (terms.length === 1 && only !== undefined && /^@[^*?[\]]+$/.test(only.text)) return groupHosts(only.text.slice(1), scope, path)
  return terms.reduce((left, {operator, text, at}) => operations[operator](left, termHosts(text, set, at, scope, path)), new Set<string>())
}

function termHosts(text: string, set: string, at: number, scope: HostScope, path: readonly string[]): Set<string> {
  const names = expandTerm(text, set, at)
  const hosts = new Set<string>()
  for (const name of names) for (const host of nameHosts(name, scope, path)) hosts.add(host)
  return hosts
}

function nameHosts(name: string, scope: HostScope, path: readonly string[]): Iterable<string> {
  if (name.startsWith('@')) return groupHosts(name.slice(1), scope, path)
  if (!/[*?]/.test(name)) return [name]
  const pattern = new RegExp(
    `^${name
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  return scope.hosts.filter((host) => pattern.test(host))
}

function groupHosts(reference: string, scope: HostScope, path: readonly string[]): ReadonlySet<string> {
  if (reference === '*') return new Set(scope.hosts)
  const ofScope = known.get(scope) ?? new Map<string, ReadonlySet<string>>()
  known.set(scope, ofScope)
  const before = ofScope.get(reference)
  if (before !== undefined) return before
  if (path.includes(reference)) throw hostsetErrors.HOSTSET_GROUP_LOOP({}, reference, [...path, reference].map((g) => `@${g}`).join(' → '))
  const colon = reference.indexOf(':')
  const value = colon < 0 ? scope.group(reference) : scope.group(reference.slice(colon + 1), reference.slice(0, colon))
  if (value === undefined) throw hostsetErrors.HOSTSET_GROUP_UNKNOWN({}, reference, colon < 0 ? (scope.groups?.() ?? []) : [])
  if (path.length === deepest) throw hostsetErrors.HOSTSET_TOO_DEEP({}, path[0] ?? reference, deepest)
  const found = evaluate(value, scope, [...path, reference])
  ofScope.set(reference, found)
  return found
}
