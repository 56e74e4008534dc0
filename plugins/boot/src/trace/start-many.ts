import {asOpsError} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import {startRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {eachHost, type HostBoot} from './each-host.ts'
import {type StartOptions, startBoot} from './start-boot.ts'

export interface BootResults {
  run: string
  hosts: HostBoot[]
}

/** Boots several hosts at once. */
export async function startMany(
  services: Services,
  hosts: readonly Host[],
  argv: readonly string[],
  options: StartOptions,
  signal: AbortSignal,
): Promise<BootResults> {
  const run = await startRun(services.coordinator, {command: 'boot start', argv, hosts: hosts.map(({name}) => name), clock: services.clock})
  try {
    const results = await eachHost(hosts, (host) => startBoot(services, run, host, options, signal), signal)
    await run.end(results.every((result) => result.error === undefined) ? 'done' : 'failed')
    return {run: run.id, hosts: results}
  } catch (error) {
    // Nobody waited for what became of the boots.
    await run.end('unknown', {error: asOpsError(error).toJSON()})
    throw error
  }
}
