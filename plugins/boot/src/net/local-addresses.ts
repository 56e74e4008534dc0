import {networkInterfaces} from 'node:os'

/**
 * All addresses of this machine. The server binds each of them, because Node does not report the destination address of a
 * datagram (IP_PKTINFO), and clients drop answers from another address.
 */
export function localAddresses(): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({address, scopeid}) => (scopeid ? `${address}%${name}` : address)),
  )
}

export function isOwnAddress(address: string): boolean {
  return address.startsWith('127.') || localAddresses().includes(address)
}

export function isOwnMac(mac: string): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some((one) => one.mac === mac))
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
