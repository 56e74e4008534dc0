import pMap from 'p-map'
import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {readPowerMap} from '../supply/power-map.ts'
import type {PowerResult} from './power-result.ts'
import {settle} from './settle.ts'
import {apart, dependencyWaves} from './waves.ts'

/** One act on several hosts: what depends on others goes off first and comes on last. Results in the order of the inventory. */
export async function onMany(
  services: Services,
  hosts: readonly Host[],
  order: 'depended-first' | 'dependants-first',
  does: (host: Host, result: PowerResult) => Promise<void>,
  signal: AbortSignal,
): Promise<PowerResult[]> {
  const map = readPowerMap(services.inventory, services.registry)
  const waves = dependencyWaves(hosts)
  const results = new Map<string, PowerResult>()
  for (const wave of order === 'depended-first' ? waves : waves.reverse()) {
    await pMap(
      apart(wave, map),
      async (group) => {
        for (const host of group) results.set(host.name, await settle(host.name, signal, (result) => does(host, result)))
      },
      {concurrency: services.settings.fanout},
    )
  }
  return hosts.map((host) => results.get(host.name)).filter((result) => result !== undefined)
}
