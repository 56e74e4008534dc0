import type {Workload} from '../inventory/inventory.ts'
import type {Transport} from '../transport/transport.ts'

/**
 * Finds work on a host that is declared at another host and was moved here. A plugin that moves work registers one, so that
 * guests do not count as undeclared. Only reads.
 */
export interface GuestFinder {
  find(transport: Transport, signal: AbortSignal): Promise<Workload[]>
}
