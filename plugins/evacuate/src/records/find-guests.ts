import type {Inventory, Workload} from '@ops/core/inventory'
import type {Transport} from '@ops/core/transport'
import {type Guest, toGuest} from './guest.ts'
import type {FoundRecord} from './parse-records.ts'
import {hostRecords} from './record-store.ts'

/** Finds the work that was moved to a host, from the records of that host and the declarations of today. Only reads. */
export async function findGuests(transport: Transport, inventory: Inventory, signal: AbortSignal): Promise<Guest[]> {
  return guestsIn(await hostRecords.read(transport, {}, signal)).map((recorded) => toGuest(recorded, inventory))
}

/**
 * The work that was moved to a host and not away again, as recorded; the latest record of each name counts. The `host` of such work is
 * still the one where it was declared; work that has returned there is no guest, so only the inventory decides whether it is moved again.
 */
export function guestsIn(records: readonly FoundRecord[]): Workload[] {
  const latest = new Map<string, FoundRecord>()
  for (const record of [...records].sort((one, other) => one.plan.at - other.plan.at)) {
    if (record.marks.verified !== undefined) latest.set(record.plan.workload.name, record)
  }
  return [...latest.values()]
    .filter(({role, plan}) => role === 'destination' && plan.destination !== plan.workload.host)
    .map(({plan}) => plan.workload)
}
