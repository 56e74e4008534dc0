/** Bits, in the order in which URLs are preferred. */
export const protocols = {https: 1, http: 2, rsync: 4} as const
export type Protocol = keyof typeof protocols

export function protocolName(bit: number): string {
  return bit === protocols.https ? 'https' : bit === protocols.http ? 'http' : 'rsync'
}

/** Characters that are allowed in a path unescaped (RFC 3986 pchar and `/`) are left out; all others are percent-coded. */
const unsafe = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu

/** A path as it may be printed into lists, XML, headers and comment lines: no blank, no control character, ASCII only. */
export function cleanPath(path: string): string {
  return path.replace(unsafe, (letter) => percentCode(letter))
}

function percentCode(letter: string): string {
  // A lone surrogate has no UTF-8; Buffer makes U+FFFD of it, where encodeURIComponent throws.
  return [...Buffer.from(letter)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

export interface BaseUrl {
  protocol: Protocol
  url: string
}

/** A mirror's base URL without the slash at its end; undefined for ftp, and for URLs that clients cannot use. */
export function cleanBaseUrl(text: string): BaseUrl | undefined {
  const match = /^(https|http|rsync):\/\/([A-Za-z0-9._~\-[\]:@%]+)(\/[^?#]*)?$/i.exec(text.trim())
  // The pattern lets ports beyond 65535 and half an IPv6 address through.
  if (match === null || !URL.canParse(text.trim())) return undefined
  const protocol = (match[1] ?? '').toLowerCase() as Protocol
  if (!(protocol in protocols)) return undefined
  return {protocol, url: `${protocol}://${match[2]}${cleanPath(match[3] ?? '').replace(/\/+$/, '')}`}
}
