const [cr, lf, nul] = [0x0d, 0x0a, 0x00]

/** A file as netascii (RFC 764): LF becomes CR LF, a CR on its own becomes CR NUL. */
export function toNetascii(bytes: Buffer): Buffer {
  let extra = 0
  for (const byte of bytes) if (byte === lf || byte === cr) extra++
  if (extra === 0) return bytes
  const out = Buffer.allocUnsafe(bytes.length + extra)
  let at = 0
  for (const byte of bytes) {
    if (byte === lf) out[at++] = cr
    out[at++] = byte
    if (byte === cr) out[at++] = nul
  }
  return out
}
