import type {Host, Workload} from '@ops/core/inventory'
import type {MoveObstacle, Services, WorkloadPresence} from '@ops/core/seams'
import {findGuests} from '../records/find-guests.ts'
import {locateGuest} from './locate-guest.ts'

export interface FoundWork {
  workload: Workload
  presence: WorkloadPresence
  /** About its declaration. */
  notes?: string[]
  /** Its declarations contradict each other, so it is not moved. */
  obstacle?: MoveObstacle
}

/**
 * All work of a host and whether it runs: first what the inventory declares there, in its order, then guests, which the
 * host's records show to have been moved to it from where they are, or were, declared.
 */
export async function findWork(services: Services, host: Host, signal: AbortSignal): Promise<FoundWork[]> {
  const transport = services.transports.to(host.name)
  const guests = await findGuests(transport, services.inventory, signal)
  const declared = new Set(host.workloads.map(({name}) => name))
  const locate = async (workload: Workload): Promise<WorkloadPresence> => {
    const runtime = services.registry.workloadRuntimes.get(workload.kind)
    return runtime?.locate(workload, transport, signal) ?? unknownPresence(`no installed plugin supports work of kind ${workload.kind}`)
  }
  return Promise.all([
    ...host.workloads.map(async (workload) => ({workload, presence: await locate(workload)})),
    ...guests.filter(({workload}) => !declared.has(workload.name)).map((guest) => locateGuest(host.name, guest, locate)),
  ])
}

const unknownPresence = (detail: string): WorkloadPresence => ({state: 'unknown', pids: [], units: [], containers: [], detail})
