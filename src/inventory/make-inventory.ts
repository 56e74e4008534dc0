import {expandHosts, foldHosts, type Universe} from '../hostset/index.ts'
import {inventoryErrors} from './errors.ts'
import type {Host, Inventory} from './inventory.ts'
import type {TopValue} from './schema.ts'

/** Hosts and groups as one value that can be asked; `@tag:NAME` and `@arch:NAME` are group sources of their own. */
export function makeInventory(file: string, hosts: ReadonlyMap<string, Host>, value: TopValue): Inventory {
  const groups = new Map(Object.entries(value.groups))
  const all = [...hosts.values()]
  const sources: Record<string, (name: string) => Host[]> = {
    tag: (name) => all.filter((host) => host.tags.includes(name)),
    arch: (name) => all.filter((host) => host.arch === name),
  }
  const universe: Universe = {
    hosts: [...hosts.keys()],
    group: (name, source) =>
      source === undefined
        ? groups.get(name)
        : sources[source]?.(name)
            .map((host) => host.name)
            .join(','),
  }
  return {
    file,
    hosts,
    groups,
    host(name) {
      const found = hosts.get(name)
      if (found === undefined) throw inventoryErrors.INVENTORY_HOST_UNKNOWN({host: name}, name, file)
      return found
    },
    select(hostset) {
      const wanted = new Set(expandHosts(hostset, universe))
      const unknown = [...wanted].filter((name) => !hosts.has(name))
      if (unknown.length > 0) throw inventoryErrors.INVENTORY_HOST_UNKNOWN({}, foldHosts(unknown), file)
      if (wanted.size === 0) throw inventoryErrors.INVENTORY_HOSTSET_EMPTY({}, hostset, file)
      return all.filter((host) => wanted.has(host.name))
    },
    top: <T>(section: {name: string}) => (value as unknown as Record<string, unknown>)[section.name] as T | undefined,
  }
}
