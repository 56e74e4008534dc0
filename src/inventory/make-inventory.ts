import {OpsError} from '../errors/index.ts'
import {expandHosts, foldHosts, type HostScope} from '../hostset/index.ts'
import {nearestName} from '../spelling/index.ts'
import {inventoryErrors} from './errors.ts'
import type {ExplainedValue, Host, Inventory, SetProblem} from './inventory.ts'
import type {InventorySection} from './section.ts'

export interface InventoryParts {
  file: string
  hosts: ReadonlyMap<string, Host>
  groups: ReadonlyMap<string, string>
  /** Values of top-level sections by key. */
  sections: ReadonlyMap<string, unknown>
  /** The sections that plugins registered, for what a name is that is no host. */
  known: readonly InventorySection[]
  explain(host: string): ExplainedValue[]
}

/** Wrong names for which a near one is looked for; a file with more of them has another mistake. */
const mostSuggestions = 200

/** Hosts and groups as one value that can be asked; `@tag:NAME` and `@arch:NAME` are group sources of their own. */
export function makeInventory(parts: InventoryParts): Inventory {
  const {file, hosts, groups, sections, explain} = parts
  const scope = scopeOf(hosts, groups)
  const order = new Map([...hosts.keys()].map((name, at) => [name, at]))
  const selected = new Map<string, readonly Host[]>()
  let suggestions = 0

  const near = (name: string) => (suggestions++ < mostSuggestions ? nearestName(name, hosts.keys()) : undefined)
  const otherThing = (name: string) => {
    if (groups.has(name)) return {what: 'a group', hint: `write @${name} for its hosts`}
    for (const section of parts.known) {
      const value = section.at === 'top' ? sections.get(section.name) : undefined
      const found = value === undefined ? undefined : section.entry?.(value, name)
      if (found !== undefined) return found
    }
    return undefined
  }
  const unknown = (names: readonly string[]) => {
    const [first = ''] = names
    const other = names.length === 1 ? otherThing(first) : undefined
    if (other !== undefined) return inventoryErrors.INVENTORY_NOT_A_HOST({}, first, other.what, other.hint)
    return inventoryErrors.INVENTORY_HOST_UNKNOWN(names.length === 1 ? {host: first} : {}, foldHosts(names), file, near(first))
  }
  const inOrder = (names: readonly string[]): Host[] => {
    // Sorting a few is cheaper than going through all.
    if (names.length < hosts.size / 8) {
      return names.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)).flatMap((name) => hosts.get(name) ?? [])
    }
    const wanted = new Set(names)
    return [...hosts.values()].filter(({name}) => wanted.has(name))
  }
  const select = (hostset: string): readonly Host[] => {
    const known = selected.get(hostset)
    if (known !== undefined) return known
    const names = expandHosts(hostset, scope)
    const missing = names.filter((name) => !hosts.has(name))
    if (missing.length > 0) throw unknown(missing)
    if (names.length === 0) throw inventoryErrors.INVENTORY_HOSTSET_EMPTY({}, hostset, file, nearGroup(hostset, scope))
    const found = inOrder(names)
    selected.set(hostset, found)
    return found
  }
  return {
    file,
    hosts,
    groups,
    host(name) {
      const found = hosts.get(name)
      if (found !== undefined) return found
      if (!/[[\],@*?!&^\s]/.test(name)) throw unknown([name])
      const names = select(name).map((host) => host.name)
      throw inventoryErrors.INVENTORY_ONE_HOST({}, name, foldHosts(names), names.length, names[0] ?? '')
    },
    select: (hostset) => [...select(hostset)],
    top: <T>(section: {name: string}) => sections.get(section.name) as T | undefined,
    explain,
  }
}

/** Why a set selects no host of the inventory, for the check of what is written in the file itself. */
export function setProblem(inventory: Inventory, hostset: string): SetProblem | undefined {
  try {
    inventory.select(hostset)
    return undefined
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    const [, sentence = error.message, hint] = /^(.*?)(?: (Did you mean .*))?$/s.exec(error.message) ?? []
    const message = sentence
      .replace(/^No group/, 'no group')
      .replace(/^(.*): not in the inventory .*\.$/s, 'no host is called "$1".')
      .replace(`selects no host of ${inventory.file}.`, 'selects no host.')
    return {message, ...(hint === undefined ? {} : {hint})}
  }
}

export function scopeOf(
  hosts: ReadonlyMap<string, Host>,
  groups: ReadonlyMap<string, string>,
): HostScope & {tags(): string[]; arches(): string[]} {
  let byTag: Map<string, string[]> | undefined
  let byArch: Map<string, string[]> | undefined
  const tags = () => (byTag ??= indexBy(hosts, (host) => host.tags))
  const arches = () => (byArch ??= indexBy(hosts, (host) => (host.arch === undefined ? [] : [host.arch])))
  return {
    hosts: [...hosts.keys()],
    group(name, source) {
      if (source === undefined) return groups.get(name)
      if (source === 'tag') return tags().get(name)?.join(',') ?? ''
      return source === 'arch' ? (arches().get(name)?.join(',') ?? '') : undefined
    },
    groups: () => [...groups.keys()],
    tags: () => [...tags().keys()],
    arches: () => [...arches().keys()],
  }
}

function indexBy(hosts: ReadonlyMap<string, Host>, keysOf: (host: Host) => readonly string[]): Map<string, string[]> {
  const index = new Map<string, string[]>()
  for (const host of hosts.values()) {
    for (const key of keysOf(host)) {
      const names = index.get(key)
      if (names === undefined) index.set(key, [host.name])
      else names.push(host.name)
    }
  }
  return index
}

/** For `@tag:cel`, which no host has: `@tag:cell`. */
function nearGroup(hostset: string, scope: ReturnType<typeof scopeOf>): string | undefined {
  const [, source, name = ''] = /^@(tag|arch):(.+)$/.exec(hostset) ?? []
  if (source === undefined) return undefined
  const found = nearestName(name, source === 'tag' ? scope.tags() : scope.arches())
  return found === undefined ? undefined : `@${source}:${found}`
}
