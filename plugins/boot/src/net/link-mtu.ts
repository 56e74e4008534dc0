import {readFileSync} from 'node:fs'
import {networkInterfaces} from 'node:os'

/** Default MTU: Ethernet's. */
const ethernetMtu = 1500

/** MTU in bytes of the interface that has this address (Linux: /sys/class/net). */
export function linkMtu(address: string): number {
  const [bare = address] = address.split('%')
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    const owns = addresses?.some((own) => own.address === bare || (own.internal && own.family === 'IPv4' && bare.startsWith('127.')))
    if (owns !== true) continue
    try {
      return Number(readFileSync(`/sys/class/net/${name}/mtu`, 'utf8'))
    } catch {
      return ethernetMtu
    }
  }
  return ethernetMtu
}
