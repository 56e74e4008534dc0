import type {Host} from '../inventory/inventory.ts'
import type {Services} from './services.ts'

/** One column of a status of everything (no command yet): what a domain knows about a host, read only. */
export interface StatusFacet {
  name: string
  read(services: Services, host: Host, signal: AbortSignal): Promise<{text: string; data: Record<string, unknown>}>
}
