/** A host as it is written in a URL (RFC 3986, section 3.2.2): an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** `10.0.0.1:80`, `[::1]:80`, `example.com:80`. */
export function formatHostPort(host: string, port: number | string): string {
  return `${urlHost(host)}:${port}`
}
