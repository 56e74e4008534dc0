import type {BootPlan} from '../profiles/boot-machine.ts'
import type {Clients} from './clients.ts'
import type {DhcpServers} from './dhcp-servers.ts'
import type {EventHub} from './events.ts'

/** What a DHCP or NFS server that runs beside the boot server needs of it. */
export interface RunningServer {
  readonly plan: BootPlan
  /** Networks that may fetch, in CIDR form. */
  readonly allow: readonly string[]
  readonly hub: EventHub
  readonly clients: Clients
  readonly dhcpServers: DhcpServers
  /** Calls the action with each new inventory; the old one stays in use when it throws. */
  onReload(action: (plan: BootPlan) => Promise<void>): void
}
