import type {Host, Workload} from '@ops/core/inventory'
import type {Services, WorkloadPresence} from '@ops/core/seams'
import {findGuests} from '../records/find-guests.ts'

export interface FoundWork {
  workload: Workload
  presence: WorkloadPresence
}

/**
 * All work of a host and whether it runs: first what the inventory declares there, in its order, then guests, which the
 * host's records show to have been moved to it from where they are declared.
 */
export async function findWork(services: Services, host: Host, signal: AbortSignal): Promise<FoundWork[]> {
  const transport = services.transports.to(host.name)
  const guests = await findGuests(transport, signal)
  const declared = new Set(host.workloads.map(({name}) => name))
  const all = [...host.workloads, ...guests.filter(({name}) => !declared.has(name))]
  return Promise.all(
    all.map(async (workload) => {
      const runtime = services.registry.workloadRuntimes.get(workload.kind)
      if (runtime === undefined) return {workload, presence: unknownPresence(`no installed plugin supports work of kind ${workload.kind}`)}
      return {workload, presence: await runtime.locate(workload, transport, signal)}
    }),
  )
}

const unknownPresence = (detail: string): WorkloadPresence => ({state: 'unknown', pids: [], units: [], containers: [], detail})
