import type {Workload} from '@ops/core/inventory'
import type {Transport} from '@ops/core/transport'
import {hostRecords} from '../record/store.ts'
import {guestsOf} from './guests.ts'

/** Work that was moved to a host from where it is declared, by the host's own records. Only reads. */
export async function findGuests(transport: Transport, signal: AbortSignal): Promise<Workload[]> {
  return guestsOf(await hostRecords.read(transport, {}, signal))
}
