import type {Host} from '@ops/core/inventory'
import type {PowerMap} from '../outlets/power-map.ts'

/** Groups hosts by `depends`: a host depends only on hosts of earlier waves. Hosts of a cycle are all in the last wave. */
export function dependencyWaves(hosts: readonly Host[]): Host[][] {
  const waves: Host[][] = []
  let left = [...hosts]
  while (left.length > 0) {
    const waiting = new Set(left.map(({name}) => name))
    const free = left.filter(({depends, name}) => !depends.some((other) => other !== name && waiting.has(other)))
    const wave = free.length === 0 ? left : free
    waves.push(wave)
    left = left.filter((host) => !wave.includes(host))
  }
  return waves
}

/**
 * Groups hosts so that no two groups share a plug, or a host that their outlets feed. The groups can be switched at the same time,
 * while the hosts of one group are switched one after the other: a host with two supplies loses its power with the second one.
 */
export function independentGroups(hosts: readonly Host[], map: PowerMap): Host[][] {
  const groups: {hosts: Host[]; keys: Set<string>}[] = []
  for (const host of hosts) {
    const keys = new Set(map.of(host.name).flatMap(({outlet: {driver, device}, feeds}) => [JSON.stringify([driver, device]), ...feeds]))
    const touching = groups.filter((group) => [...keys].some((key) => group.keys.has(key)))
    for (const group of touching) groups.splice(groups.indexOf(group), 1)
    groups.push({
      hosts: [...touching.flatMap((group) => group.hosts), host],
      keys: new Set([...touching.flatMap((group) => [...group.keys]), ...keys]),
    })
  }
  return groups.map((group) => group.hosts)
}
