import {asOpsError, type ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import {startRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {type BootResult, type StartOptions, startBoot} from './start-boot.ts'

export interface BootResults {
  run: string
  hosts: (BootResult | {host: string; error: ErrorJson})[]
}

/** Boots several hosts at once; each one's failure is its own. */
export async function startMany(
  services: Services,
  hosts: readonly Host[],
  argv: readonly string[],
  options: StartOptions,
  signal: AbortSignal,
): Promise<BootResults> {
  const run = await startRun(services.coordinator, {command: 'boot start', argv, hosts: hosts.map(({name}) => name), clock: services.clock})
  const results = await Promise.all(
    hosts.map((host) =>
      startBoot(services, run, host, options, signal).catch((error: unknown) => {
        signal.throwIfAborted()
        return {host: host.name, error: asOpsError(error, host.name).toJSON()}
      }),
    ),
  )
  await run.end(results.every((result) => result.error === undefined) ? 'done' : 'failed')
  return {run: run.id, hosts: results}
}
