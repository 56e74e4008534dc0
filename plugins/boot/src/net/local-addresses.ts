import {networkInterfaces} from 'node:os'

/**
 * Every address of this machine. The server binds each on its own: Node cannot tell which address a datagram came to
 * (IP_PKTINFO), and an answer from another one is dropped by the client.
 */
export function localAddresses(): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({address, scopeid}) => (scopeid ? `${address}%${name}` : address)),
  )
}

export function isOwnAddress(address: string): boolean {
  return address.startsWith('127.') || localAddresses().includes(address)
}

export interface LocalNetwork {
  address: string
  /** Prefix length. */
  prefix: number
  interface: string
}

/** IPv4 networks of this machine. */
export function localNetworks(): LocalNetwork[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(({address, cidr, family}) =>
      family === 'IPv4' && cidr !== null ? [{address, prefix: Number(cidr.split('/')[1]), interface: name}] : [],
    ),
  )
}
