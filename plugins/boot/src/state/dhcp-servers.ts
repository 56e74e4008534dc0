/** Another DHCP server in a network of the boot server. */
export interface DhcpServer {
  address: string
  /** Hardware address; undefined when it is behind a relay agent. */
  mac?: string
  /** Interface of this machine on which it answered. */
  interface?: string
  /** Address that it offered, and the network of that. */
  offered?: string
  network?: string
}

/** The other DHCP servers that were seen, and when each answered last. */
export class DhcpServers {
  readonly #servers = new Map<string, DhcpServer & {lastSeen: string}>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether the server is new. */
  seen(server: DhcpServer): boolean {
    const known = this.#servers.get(server.address)
    this.#servers.set(server.address, {...known, ...server, lastSeen: new Date(this.#now()).toISOString()})
    return known === undefined
  }

  list(): (DhcpServer & {lastSeen: string})[] {
    return [...this.#servers.values()]
  }
}

/** `10.0.0.254 (00:1a:…) on eth0, which offers 10.0.0.150 of 10.0.0.0/24`. */
export function dhcpServerText({address, mac, interface: card, offered, network}: DhcpServer): string {
  const offer = offered === undefined ? '' : `, which offers ${offered} of ${network}`
  return `${address}${mac === undefined ? '' : ` (${mac})`}${card === undefined ? '' : ` on ${card}`}${offer}`
}
