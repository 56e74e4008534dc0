import {readFileSync} from 'node:fs'
import type {BootMachine} from '../profiles/boot-machine.ts'

/** Milliseconds for which the kernel's neighbour table is cached. */
const neighbourMs = 500

/** Identifies the machine of a client address: by DHCP lease, then by neighbour table, then by the inventory's addresses. */
export class Clients {
  #machines: readonly BootMachine[]
  readonly #leases = new Map<string, string>()
  readonly #neighbours: () => Map<string, string>

  constructor(machines: readonly BootMachine[], neighbours = readNeighbours) {
    this.#machines = machines
    this.#neighbours = neighbours
  }

  get machines(): readonly BootMachine[] {
    return this.#machines
  }

  /** Replaces the machines after the inventory was read again. */
  replace(machines: readonly BootMachine[]): void {
    this.#machines = machines
  }

  /** Records that a DHCP server leased this address to this MAC address. */
  leased(mac: string, ip: string): void {
    this.#leases.set(ip, mac.toLowerCase())
  }

  macOf(address: string): string | undefined {
    return this.#leases.get(address) ?? macOfLinkLocal(address) ?? this.#neighbours().get(address)
  }

  machineAt(address: string): BootMachine | undefined {
    const mac = this.macOf(address)
    const byCard = mac === undefined ? undefined : this.#machines.find(({boot}) => boot.mac === mac)
    return byCard ?? this.#machines.find(({ip}) => ip === address)
  }
}

let read = {at: Number.NEGATIVE_INFINITY, table: new Map<string, string>()}

/** IPv4 neighbours, address to MAC (/proc/net/arp: address, type, flags, MAC, mask, device). */
function readNeighbours(): Map<string, string> {
  const now = performance.now()
  if (now - read.at < neighbourMs) return read.table
  const table = new Map<string, string>()
  try {
    for (const line of readFileSync('/proc/net/arp', 'utf8').split('\n').slice(1)) {
      const [ip, , flags, mac] = line.split(/\s+/)
      // 0x2: the entry is complete.
      if (ip !== undefined && mac !== undefined && (Number(flags) & 2) !== 0) table.set(ip, mac.toLowerCase())
    }
  } catch {
    // Not Linux: only DHCP leases and the inventory are used.
  }
  read = {at: now, table}
  return table
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
