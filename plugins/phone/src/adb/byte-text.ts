/**
 * Text for any bytes: UTF-8, and a byte that is none becomes a lone surrogate (U+DC80 to U+DCFF), as in Python's
 * surrogateescape. So a file of somebody else, in whatever encoding, goes back as it came.
 */
export function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd')) return text
  return bytes
    .toString('latin1')
    .replaceAll(sequences, (found) =>
      found.length === 1 ? String.fromCharCode(0xdc00 + found.charCodeAt(0)) : Buffer.from(found, 'latin1').toString('utf8'),
    )
}

export function bytesOfText(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8')
  const parts = text.split(/([\udc80-\udcff])/u)
  return Buffer.concat(parts.map((part, at) => (at % 2 === 0 ? Buffer.from(part, 'utf8') : Buffer.of(part.charCodeAt(0) & 0xff))))
}

/** Bytes from 0x80 on: sequences of UTF-8 (RFC 3629, section 4), else single ones. */
const sequences =
  /(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+|[\x80-\xff]/g
