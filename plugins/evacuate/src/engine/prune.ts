import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {prunable} from '../record/prunable.ts'
import {hostRecords} from '../record/store.ts'

/** Puts away what a host needs no more of its settled moves. Housekeeping: what fails is journalled, and in nobody's way. */
export async function pruneRecords(services: Services, run: Run, host: string, signal: AbortSignal): Promise<void> {
  try {
    const transport = services.transports.to(host)
    const old = prunable(await hostRecords.read(transport, {}, signal))
    if (old.length === 0) return
    const data = {records: old.map(({plan}) => `${plan.run}/${plan.workload.name}`)}
    await run.act('evacuate.prune', {host, data}, async () => ({gone: await hostRecords.prune(transport, old, signal)}))
  } catch {
    signal.throwIfAborted()
  }
}
