import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import type {FoundRecord} from './parse-records.ts'
import {hostRecords} from './record-store.ts'

/** Days for which a host keeps the record of a finished move. */
export const keepDays = 30

/** Deletes old records of finished moves from a host. A failure is journalled and does not stop the evacuation. */
export async function pruneRecords(services: Services, run: Run, host: string, signal: AbortSignal): Promise<void> {
  try {
    const transport = services.transports.to(host)
    const old = findPrunable(await hostRecords.read(transport, {}, signal))
    if (old.length === 0) return
    const data = {records: old.map(({plan}) => `${plan.run}/${plan.workload.name}`)}
    await run.act('evacuate.prune', {host, data}, async () => ({gone: await hostRecords.prune(transport, old, signal)}))
  } catch {
    signal.throwIfAborted()
  }
}

/**
 * The records that may be deleted. Records of open moves stay, however old. The latest record of each workload that arrived
 * or left stays too, because it tells whether that workload is a guest.
 */
export function findPrunable(records: readonly FoundRecord[]): FoundRecord[] {
  const latest = new Map<string, FoundRecord>()
  for (const record of records) {
    const {name} = record.plan.workload
    if (record.marks.verified !== undefined && record.plan.at >= (latest.get(name)?.plan.at ?? 0)) latest.set(name, record)
  }
  return records.filter((record) => {
    const {finishedForS} = record
    return finishedForS !== undefined && finishedForS > keepDays * 86_400 && latest.get(record.plan.workload.name) !== record
  })
}
