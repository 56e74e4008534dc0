import type {ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import {type HostResults, inRun, onHosts} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {type BootResult, type StartOptions, startBoot} from './start-boot.ts'

export type HostBoot = BootResult | {host: string; error: ErrorJson}

export interface StartMany extends StartOptions {
  /** Command line, for the journal. */
  argv: readonly string[]
}

/** Boots several hosts, `fanout` at a time, within one run of the journal. */
export function startMany(
  services: Services,
  hosts: readonly Host[],
  {argv, ...options}: StartMany,
  signal: AbortSignal,
): Promise<HostResults<HostBoot>> {
  const {fanout} = services.settings
  return inRun<HostBoot>(services, {command: 'boot start', argv, hosts: hosts.map(({name}) => name)}, (run) =>
    onHosts(hosts, {fanout, signal, action: (host) => startBoot(services, run, host, options, signal)}),
  )
}
