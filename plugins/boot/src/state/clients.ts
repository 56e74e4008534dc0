import type {BootMachine} from '../profiles/boot-machine.ts'
import {recentNeighbours} from '../net/neighbours.ts'

/** An address that a DHCP server acknowledged to a network card. */
interface Lease {
  mac: string
  /** Milliseconds since 1970. */
  until: number
}

export interface ClientsDeps {
  neighbours?: () => ReadonlyMap<string, string>
  /** Milliseconds since 1970. */
  now?: () => number
}

/**
 * Identifies the machine of a client address: by an acknowledged lease, which is valid for its time; else by the kernel's
 * neighbour table; else by the addresses of the inventory. An address that was leased to another card is never that of a machine.
 */
export class Clients {
  /** Off where all machines have leases: the table keeps the card of an address that has changed its owner for a while. */
  usesNeighbours = true
  #machines: readonly BootMachine[]
  readonly #leases = new Map<string, Lease>()
  readonly #neighbours: () => ReadonlyMap<string, string>
  readonly #now: () => number

  constructor(machines: readonly BootMachine[], {neighbours = recentNeighbours, now = Date.now}: ClientsDeps = {}) {
    this.#machines = machines
    this.#neighbours = neighbours
    this.#now = now
  }

  get machines(): readonly BootMachine[] {
    return this.#machines
  }

  /** Replaces the machines after the inventory was read again. */
  replace(machines: readonly BootMachine[]): void {
    this.#machines = machines
  }

  /** Records that a DHCP server leased this address to this MAC address; an earlier owner loses it. */
  leased(mac: string, ip: string, until = Number.POSITIVE_INFINITY): void {
    this.#leases.set(ip, {mac: mac.toLowerCase(), until})
  }

  /** Records that this card gave the address back; that of another card stays. */
  released(mac: string, ip: string): void {
    if (this.#leases.get(ip)?.mac === mac.toLowerCase()) this.#leases.delete(ip)
  }

  machineAt(address: string): BootMachine | undefined {
    const lease = this.#leaseOf(address)
    if (lease !== undefined) return this.#machineOf(lease.mac)
    const seen = macOfLinkLocal(address) ?? (this.usesNeighbours ? this.#neighbours().get(address) : undefined)
    return this.#machineOf(seen) ?? this.#machines.find(({ip}) => ip === address)
  }

  #leaseOf(address: string): Lease | undefined {
    const lease = this.#leases.get(address)
    if (lease === undefined || lease.until > this.#now()) return lease
    this.#leases.delete(address)
    return undefined
  }

  #machineOf(mac: string | undefined): BootMachine | undefined {
    return mac === undefined ? undefined : this.#machines.find(({boot}) => boot.mac === mac)
  }
}

/** The MAC address in a link-local IPv6 address of EUI-64 form (RFC 4291 appendix A), or undefined. */
export function macOfLinkLocal(address: string): string | undefined {
  const match = /^fe80::([0-9a-f]{1,4}):([0-9a-f]{1,2})ff:fe([0-9a-f]{2}):([0-9a-f]{1,4})(?:%.*)?$/.exec(address.toLowerCase())
  if (match === null) return undefined
  const [, one = '', two = '', three = '', four = ''] = match
  const hex = one.padStart(4, '0') + two.padStart(2, '0') + three + four.padStart(4, '0')
  const bytes = hex.match(/../g) ?? []
  const first = (Number.parseInt(bytes[0] ?? '0', 16) ^ 2).toString(16).padStart(2, '0')
  return [first, ...bytes.slice(1)].join(':')
}
