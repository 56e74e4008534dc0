import {isIP} from 'node:net'
import {errorTable} from '../errors/index.ts'

const errors = errorTable({
  NET_ADDRESS_INVALID: {
    message: (text: string, what: string) => `"${text}" is not ${what}.`,
    hint: (_text, what) => `write e.g. 10.0.0.1${what.includes('IPv4') ? '' : ', fd00::1 or boot.example.com'}`,
    exit: 'usage',
    meaning: 'A flag or setting needs the address of a machine, without a port. Nothing was done.',
  },
})

/** RFC 1123, section 2.1, and underscores, which some local names have. */
const hostName = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i

/** The text, where it is an IP address or the name of a host, without a port. Throws NET_ADDRESS_INVALID (exit 64). */
export function requireAddress(text: string): string {
  // 10.0.0.999 looks like a name, but no name ends in a number (RFC 3696, section 2).
  const isName = hostName.test(text) && !/(?:^|\.)\d+\.?$/.test(text)
  if (isIP(text) === 0 && !isName) throw errors.NET_ADDRESS_INVALID({}, text, 'an IP address or the name of a host')
  return text
}

/** The text, where it is an IPv4 address, as firmware and DHCP need it. Throws NET_ADDRESS_INVALID (exit 64). */
export function requireIpv4(text: string): string {
  if (isIP(text) !== 4) throw errors.NET_ADDRESS_INVALID({}, text, 'an IPv4 address')
  return text
}
