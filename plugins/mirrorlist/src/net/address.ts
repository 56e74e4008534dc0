/** An address is 16 bytes in network order; IPv4 is held IPv4-mapped (::ffff:0:0/96, RFC 4291 section 2.5.5.2). */
export type Address = Uint8Array

const bytes = 16
const mappedAt = 12

export function newAddress(): Address {
  return new Uint8Array(bytes)
}

/** True for IPv4, also when it was written as IPv4-mapped IPv6. */
export function isIpv4(address: Address): boolean {
  for (let at = 0; at < 10; at++) if (address[at] !== 0) return false
  return address[10] === 0xff && address[11] === 0xff
}

/** Reads `text` into `into` without allocating; false when it is neither IPv4 nor IPv6. Zone ids are not addresses of clients. */
export function parseAddress(text: string, into: Address): boolean {
  if (text.length > 45 || text.length < 2) return false
  if (!text.includes(':')) {
    into.fill(0, 0, 10)
    into[10] = 0xff
    into[11] = 0xff
    return parseIpv4(text, 0, into, mappedAt)
  }
  return parseIpv6(text, into)
}

function parseIpv4(text: string, from: number, into: Address, at: number): boolean {
  let value = -1
  let digits = 0
  let part = 0
  for (let index = from; index <= text.length; index++) {
    const code = index === text.length ? 46 : text.charCodeAt(index)
    if (code === 46) {
      if (value < 0 || part > 3) return false
      into[at + part++] = value
      value = -1
      digits = 0
    } else {
      // A leading zero is octal to some parsers and decimal to others, so such text is not an address.
      if (code < 48 || code > 57 || (digits > 0 && value === 0)) return false
      value = (value < 0 ? 0 : value) * 10 + code - 48
      digits++
      if (value > 255) return false
    }
  }
  return part === 4
}

function parseIpv6(text: string, into: Address): boolean {
  into.fill(0)
  let at = 0
  let gap = -1
  let index = 0
  if (text.startsWith('::')) {
    gap = 0
    index = 2
  } else if (text.charCodeAt(0) === 58) return false
  while (index < text.length) {
    let value = 0
    let digits = 0
    const start = index
    for (; index < text.length; index++) {
      const digit = hexDigit(text.charCodeAt(index))
      if (digit < 0) break
      value = value * 16 + digit
      if (++digits > 4) return false
    }
    const code = index < text.length ? text.charCodeAt(index) : -1
    if (code === 46) {
      if (at > mappedAt || !parseIpv4(text, start, into, at)) return false
      at += 4
      break
    }
    if (digits === 0 || at > 14) return false
    into[at++] = value >> 8
    into[at++] = value & 0xff
    if (code < 0) break
    if (code !== 58) return false
    index++
    if (index < text.length && text.charCodeAt(index) === 58) {
      if (gap >= 0) return false
      gap = at
      index++
    } else if (index === text.length) return false
  }
  if (gap < 0) return at === bytes
  if (at > 14) return false
  into.copyWithin(bytes - (at - gap), gap, at)
  into.fill(0, gap, bytes - (at - gap))
  return true
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

/** Text of an address, for messages and the country database: dotted for IPv4, eight groups without `::` for IPv6. */
export function formatAddress(address: Address): string {
  if (isIpv4(address)) return address.subarray(mappedAt).join('.')
  const groups: string[] = []
  for (let at = 0; at < bytes; at += 2) groups.push((((address[at] as number) << 8) | (address[at + 1] as number)).toString(16))
  return groups.join(':')
}
