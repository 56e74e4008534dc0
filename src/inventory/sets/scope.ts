import type {HostScope} from '../../hostset/index.ts'
import {nearestName} from '../../spelling/index.ts'

/** What groups by tag and by architecture need of a host. */
interface Grouped {
  readonly name: string
  readonly tags: readonly string[]
  readonly arch?: string
}

export interface InventoryScope extends HostScope {
  tags(): string[]
  arches(): string[]
}

/** What host sets are read against: `@tag:NAME` and `@arch:NAME` are group sources of their own. */
export function scopeOf(hosts: ReadonlyMap<string, Grouped>, groups: ReadonlyMap<string, string>): InventoryScope {
  let byTag: Map<string, string[]> | undefined
  let byArch: Map<string, string[]> | undefined
  const tags = () => (byTag ??= indexBy(hosts, (host) => host.tags))
  const arches = () => (byArch ??= indexBy(hosts, (host) => (host.arch === undefined ? [] : [host.arch])))
  return {
    hosts: [...hosts.keys()],
    group: (name, source) => (source === undefined ? groups.get(name) : undefined),
    members(name, source) {
      if (source === 'tag') return tags().get(name) ?? []
      return source === 'arch' ? (arches().get(name) ?? []) : undefined
    },
    groups: () => [...groups.keys()],
    tags: () => [...tags().keys()],
    arches: () => [...arches().keys()],
  }
}

function indexBy(hosts: ReadonlyMap<string, Grouped>, keysOf: (host: Grouped) => readonly string[]): Map<string, string[]> {
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
export function nearGroup(hostset: string, scope: InventoryScope): string | undefined {
  const [, source, name = ''] = /^@(tag|arch):(.+)$/.exec(hostset) ?? []
  if (source === undefined) return undefined
  const found = nearestName(name, source === 'tag' ? scope.tags() : scope.arches())
  return found === undefined ? undefined : `@${source}:${found}`
}
