import type {Address} from '../net/address.ts'

/**
 * The IPv4 address inside of a 6to4 (2002::/16, RFC 3056) or Teredo (2001::/32, RFC 4380; 3ffe:831f::/32 before it) address, as text;
 * country databases seldom know those. Undefined for all others.
 */
export function tunnelledIpv4(address: Address): string | undefined {
  const group = (at: number) => ((address[at] as number) << 8) | (address[at + 1] as number)
  if (group(0) === 0x2002) return address.subarray(2, 6).join('.')
  const teredo = (group(0) === 0x2001 && group(2) === 0) || (group(0) === 0x3ffe && group(2) === 0x831f)
  // Teredo hides the client's address from translators by inverting it.
  return teredo ? Array.from(address.subarray(12), (byte) => byte ^ 0xff).join('.') : undefined
}
