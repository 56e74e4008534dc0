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

function evaluate(set: string, scope: HostScope, path: readonly string[]): Set<string> {
  return splitSet(set).reduce(
    (left, {operator, text, at}) => operations[operator](left, termHosts(text, set, at, scope, path)),
    new Set<string>(),
  )
}

function termHosts(text: string, set: string, at: number, scope: HostScope, path: readonly string[]): Set<string> {
  const names = expandTerm(text, set, at)
  return new Set(names.flatMap((name) => nameHosts(name, scope, path)))
}

function nameHosts(name: string, scope: HostScope, path: readonly string[]): string[] {
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

function groupHosts(reference: string, scope: HostScope, path: readonly string[]): string[] {
  if (reference === '*') return [...scope.hosts]
  if (path.includes(reference)) throw hostsetErrors.HOSTSET_GROUP_LOOP({}, reference, [...path, reference].map((g) => `@${g}`).join(' → '))
  const colon = reference.indexOf(':')
  const value = colon < 0 ? scope.group(reference) : scope.group(reference.slice(colon + 1), reference.slice(0, colon))
  if (value === undefined) throw hostsetErrors.HOSTSET_GROUP_UNKNOWN({}, reference, colon < 0 ? (scope.groups?.() ?? []) : [])
  return [...evaluate(value, scope, [...path, reference])]
}
