import type {Workload} from '../inventory/inventory.ts'
import type {Transport} from '../transport/transport.ts'

/**
 * Finds work on a host that is declared at another one and was moved here. Registered by who moves work, so that it is
 * not taken for undeclared. Only reads.
 */
export interface GuestFinder {
  find(transport: Transport, signal: AbortSignal): Promise<Workload[]>
}
