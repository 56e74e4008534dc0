import type {Host} from '@ops/core/inventory'
import type {PowerMap} from '../outlets/power-map.ts'

/** Hosts in the order of `depends`: everything in a wave depends only on earlier waves. A cycle ends in one last wave. */
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
 * Groups that share no device, and no host that an outlet of either feeds, so that they can be switched side by side: a
 * host with two supplies loses its power only with the second.
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
