import type {Workload} from '@ops/core/inventory'
import type {FoundRecord} from '../record/parse-records.ts'

/**
 * Work that was moved to a host and not away again, by the host's own records; the latest of each name counts. Its `host`
 * stays the one where it is declared.
 */
export function guestsOf(records: readonly FoundRecord[]): Workload[] {
  const latest = new Map<string, FoundRecord>()
  for (const record of [...records].sort((one, other) => one.plan.at - other.plan.at)) {
    if (record.marks.verified !== undefined) latest.set(record.plan.workload.name, record)
  }
  return [...latest.values()].filter(({role}) => role === 'destination').map(({plan}) => plan.workload)
}
