import {type Address, isIpv4, newAddress, parseAddress} from './address.ts'

export interface Prefix {
  address: Address
  /** Bits of the 128; an IPv4 /24 is 120. */
  bits: number
}

const ipv4Offset = 96

/** `192.0.2.0/24`, `192.0.2.0/255.255.255.0`, `2001:db8::/32` or one address; host bits are cleared. Undefined when it is none. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/')
  const address = newAddress()
  if (!parseAddress(slash < 0 ? text : text.slice(0, slash), address)) return undefined
  const offset = isIpv4(address) && !text.includes(':') ? ipv4Offset : 0
  const bits = slash < 0 ? 128 : offset + prefixLength(text.slice(slash + 1), offset)
  if (!(bits >= offset && bits <= 128)) return undefined
  for (let bit = bits; bit < 128; bit++) address[bit >> 3] = (address[bit >> 3] as number) & ~(0x80 >> (bit & 7))
  return {address, bits}
}

function prefixLength(text: string, offset: number): number {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  const mask = newAddress()
  if (offset === 0 || text.includes(':') || !parseAddress(text, mask)) return Number.NaN
  let length = 0
  while (length < 32 && ((mask[12 + (length >> 3)] as number) & (0x80 >> (length & 7))) !== 0) length++
  for (let bit = length; bit < 32; bit++) if (((mask[12 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) !== 0) return Number.NaN
  return length
}
