import {expandHosts, foldHosts} from '../hostset/index.ts'
import {inventoryErrors} from './errors.ts'
import type {ExplainedValue, Host, Inventory} from './inventory.ts'
import {type InventoryScope, nearGroup} from './sets/index.ts'
import type {NamedEntry} from './section.ts'

export interface InventoryParts {
  file: string
  hosts: ReadonlyMap<string, Host>
  groups: ReadonlyMap<string, string>
  /** Values of top-level sections by key. */
  sections: ReadonlyMap<string, unknown>
  scope: InventoryScope
  nearHost(name: string): string | undefined
  /** What a name is that is no host, and the next command to type. */
  otherThing(name: string): NamedEntry | undefined
  explain(host: string): ExplainedValue[]
}

/** Hosts and groups as one value that can be asked; `@tag:NAME` and `@arch:NAME` are group sources of their own. */
export function makeInventory(parts: InventoryParts): Inventory {
  const {file, hosts, groups, sections, explain, scope} = parts
  let places: Map<string, number> | undefined
  const selected = new Map<string, readonly Host[]>()
  const unknown = (names: readonly string[]) => {
    const [first = ''] = names
    const other = names.length === 1 ? parts.otherThing(first) : undefined
    if (other !== undefined) return inventoryErrors.INVENTORY_NOT_A_HOST({}, first, other.what, other.hint)
    return inventoryErrors.INVENTORY_HOST_UNKNOWN(names.length === 1 ? {host: first} : {}, foldHosts(names), file, parts.nearHost(first))
  }
  const inOrder = (names: readonly string[]): Host[] => {
    if (names.length === hosts.size) return [...hosts.values()]
    // Sorting a few is cheaper than going through all.
    if (names.length < hosts.size / 8) {
      places ??= new Map([...hosts.keys()].map((name, at) => [name, at]))
      const order = places
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
