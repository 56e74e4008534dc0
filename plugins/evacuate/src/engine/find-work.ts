import type {Host, Workload} from '@ops/core/inventory'
import type {Services, WorkloadPresence} from '@ops/core/seams'

export interface FoundWork {
  workload: Workload
  presence: WorkloadPresence
}

/** Where every declared workload of a host stands, in the order of the inventory. */
export async function findWork(services: Services, host: Host, signal: AbortSignal): Promise<FoundWork[]> {
  return Promise.all(
    host.workloads.map(async (workload) => {
      const runtime = services.registry.workloadRuntimes.get(workload.kind)
      if (runtime === undefined) return {workload, presence: unknown(`no plugin knows work of kind ${workload.kind}`)}
      return {workload, presence: await runtime.locate(workload, services.transports.to(host.name), signal)}
    }),
  )
}

const unknown = (detail: string): WorkloadPresence => ({state: 'unknown', pids: [], units: [], containers: [], detail})
