/** Ones' complement sum of 16-bit words (RFC 1071). */
export function checksum(...parts: Uint8Array[]): number {
  let sum = 0
  const bytes = Buffer.concat(parts)
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
