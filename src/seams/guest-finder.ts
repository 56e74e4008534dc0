import type {Inventory, Workload} from '../inventory/inventory.ts'
import type {Transport} from '../transport/transport.ts'

/**
 * Finds work on a host that is declared at another host and was moved here. A plugin that moves work registers one, so that
 * guests do not count as undeclared. The inventory may have another declaration of a guest today. Only reads.
 */
export interface GuestFinder {
  find(transport: Transport, inventory: Inventory, signal: AbortSignal): Promise<Workload[]>
}
