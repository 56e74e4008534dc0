import pMap from 'p-map'
import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import type {PowerResult} from './power-result.ts'
import {settle} from './settle.ts'
import {powerStatus} from './status.ts'

export function statusOfMany(services: Services, hosts: readonly Host[], signal: AbortSignal): Promise<PowerResult[]> {
  return pMap(
    hosts,
    (host) => settle(host.name, signal, async (result) => void Object.assign(result, await powerStatus(services, host, signal))),
    {concurrency: services.settings.fanout},
  )
}
