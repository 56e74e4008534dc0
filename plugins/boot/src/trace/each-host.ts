import {asOpsError, type ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {BootResult} from './start-boot.ts'

export type HostBoot = BootResult | {host: string; error: ErrorJson}

/** Several boots at once; each one's failure is its own. */
export function eachHost(hosts: readonly Host[], does: (host: Host) => Promise<BootResult>, signal: AbortSignal): Promise<HostBoot[]> {
  return Promise.all(
    hosts.map((host) =>
      does(host).catch((error: unknown) => {
        signal.throwIfAborted()
        return {host: host.name, error: asOpsError(error, host.name).toJSON()}
      }),
    ),
  )
}
