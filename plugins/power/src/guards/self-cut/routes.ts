export interface Route {
  /** IPv4 network and mask as numbers. */
  network: number
  mask: number
  /** `0.0.0.0` for a network on this link. */
  gateway: string
}

/** /proc/net/route (IPv4): hex words in the machine's byte order, little-endian on every machine that runs Node. */
export function parseRoutes(text: string): Route[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .filter((fields) => fields.length >= 8)
    .map(([, destination = '', gateway = '', , , , , mask = '']) => ({
      network: word(destination),
      mask: word(mask),
      gateway: dotted(word(gateway)),
    }))
}

/** The gateway that packets to an IPv4 address take first; undefined when it is on this link or there is no route. */
export function gatewayTo(routes: readonly Route[], address: string): string | undefined {
  const bytes = address.split('.').map(Number)
  if (bytes.length !== 4 || bytes.some((byte) => !Number.isInteger(byte))) return undefined
  const target = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const matching = routes.filter(({network, mask}) => (target & mask) >>> 0 === network)
  const [best] = matching.sort((a, b) => b.mask - a.mask)
  return best === undefined || best.gateway === '0.0.0.0' ? undefined : best.gateway
}

/** Gateways of /proc/net/ipv6_route's default routes, in full form without colons. */
export function ipv6Gateways(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/))
    .filter(
      ([destination, length, , , gateway]) =>
        /^0+$/.test(destination ?? '') && length === '00' && gateway !== undefined && !/^0+$/.test(gateway),
    )
    .map(([, , , , gateway = '']) => gateway)
}

function word(hex: string): number {
  const bytes = hex.match(/../g)?.toReversed().join('') ?? '0'
  return Number.parseInt(bytes, 16) >>> 0
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
}
