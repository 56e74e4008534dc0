import {networkInterfaces} from 'node:os'

/** The IPv4 broadcast address of every network that this machine is on, loopback left out. */
export function ownBroadcasts(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? [])
  const found = all
    .filter(({family, internal}) => family === 'IPv4' && !internal)
    .map(({address, netmask}) => broadcastOf(address, netmask))
  return [...new Set(found)]
}

function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number)
  return address
    .split('.')
    .map((byte, at) => Number(byte) | (~(mask[at] ?? 255) & 255))
    .join('.')
}
