import {readFileSync} from 'node:fs'

/** Milliseconds for which the kernel's neighbour table is cached. */
const cachedMs = 500

let read = {at: Number.NEGATIVE_INFINITY, table: new Map<string, string>()}

/** IPv4 neighbours on this machine's own networks, address to MAC; at most half a second old. */
export function recentNeighbours(): Map<string, string> {
  const now = performance.now()
  if (now - read.at >= cachedMs) read = {at: now, table: readNeighbours()}
  return read.table
}

/** IPv4 neighbours (/proc/net/arp: address, type, flags, MAC, mask, device). */
export function readNeighbours(): Map<string, string> {
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
  return table
}
