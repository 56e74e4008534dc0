import type {Host} from '@ops/core/inventory'
import {onHosts} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {followBoot} from './follow-boot.ts'
import {type BootResult, bootingOf, resultOf, type StartOptions} from './start-boot.ts'
import type {HostBoot} from './start-many.ts'

/** Follows a boot that was started elsewhere, from now to its last stage; switches no power. */
export async function followHost(
  services: Pick<Services, 'inventory' | 'clock' | 'transports'>,
  host: Host,
  {forMs, server, changed}: StartOptions,
  signal: AbortSignal,
): Promise<BootResult> {
  const {profileName, ...booting} = bootingOf(services, host)
  const {timeline, evidence} = await followBoot(
    services,
    booting,
    {
      forMs,
      ...(booting.profile.source === 'network' ? {server} : {}),
      changed: (now, seen) => changed?.(host.name, now, seen),
    },
    async () => {},
    signal,
  )
  return resultOf(host.name, profileName, timeline, evidence)
}

/** Follows the boots of several hosts, all at the same time: a boot that is followed later would miss its first stages. */
export function followMany(services: Services, hosts: readonly Host[], options: StartOptions, signal: AbortSignal): Promise<HostBoot[]> {
  return onHosts(hosts, {fanout: Math.max(1, hosts.length), signal, action: (host) => followHost(services, host, options, signal)})
}
