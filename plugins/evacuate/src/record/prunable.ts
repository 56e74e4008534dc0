import type {FoundRecord} from './parse-records.ts'

/** Days for which a host keeps the record of a settled move. */
export const keepDays = 30

/**
 * The records that a host needs no more. One that is not settled stays however old it is; so does the latest of each
 * workload that arrived or left, for it tells whether that workload is a guest.
 */
export function prunable(records: readonly FoundRecord[]): FoundRecord[] {
  const latest = new Map<string, FoundRecord>()
  for (const record of records) {
    const {name} = record.plan.workload
    if (record.marks.verified !== undefined && record.plan.at >= (latest.get(name)?.plan.at ?? 0)) latest.set(name, record)
  }
  return records.filter((record) => {
    const {settledForS} = record
    return settledForS !== undefined && settledForS > keepDays * 86_400 && latest.get(record.plan.workload.name) !== record
  })
}
