import {isIP, isIPv4} from 'node:net'
import {errorTable} from '../errors/index.ts'

const errors = errorTable({
  NET_ADDRESS_INVALID: {
    message: (text: string, what: string) => `"${text}" is not ${what}.`,
    hint: (text, what) => {
      const near = addressIn(text).address
      if (near !== undefined && (isIPv4(near) || !what.includes('IPv4'))) return `write ${near}`
      return `write e.g. 10.0.0.1${what.includes('IPv4') ? '' : ', fd00::1 or boot.example.com'}`
    },
    exit: 'usage',
    meaning: 'A flag or setting needs the address of a machine, without a port. Nothing was done.',
  },
})

/** RFC 1123, section 2.1, and underscores and letters beyond ASCII, which some local names have. */
const hostName =
  /^(?=.{1,253}$)[\p{L}\p{M}\d_](?:[\p{L}\p{M}\d_-]{0,61}[\p{L}\p{M}\d_])?(?:\.[\p{L}\p{M}\d_](?:[\p{L}\p{M}\d_-]{0,61}[\p{L}\p{M}\d_])?)*\.?$/u

/** Whether the text is an IP address or the name of a host, without a port. */
export function isAddress(text: string): boolean {
  // 10.0.0.999 looks like a name, but no name ends in a number (RFC 3696, section 2).
  return isIP(text) !== 0 || (hostName.test(text) && !/(?:^|\.)\d+\.?$/.test(text))
}

/** What is written around an address. */
export interface AddressParts {
  /** `https://` */
  scheme?: string
  user?: string
  port?: string
  /** Of a network: `24`. */
  prefix?: string
  path?: string
  /** The address in it, if there is one. */
  address?: string
}

/** The address in a text that has more: a URL, `user@host`, `host:port`, `10.0.0.0/24`. */
export function addressIn(text: string): AddressParts {
  const match = /^(?<scheme>[a-z][\w+.-]*:\/\/)?(?:(?<user>[^\s@/]*)@)?(?<rest>[^\s/]*)(?<path>\/\S*)?$/i.exec(text.trim())
  const {scheme, user, rest = '', path} = match?.groups ?? {}
  const [, inBrackets, bare, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(rest) ?? []
  const address = isIP(rest) === 0 ? (inBrackets ?? bare) : rest
  const prefix = scheme === undefined ? /^\/(\d{1,3})$/.exec(path ?? '')?.[1] : undefined
  return {
    ...(scheme === undefined ? {} : {scheme}),
    ...(user === undefined ? {} : {user}),
    ...(port === undefined ? {} : {port}),
    ...(prefix === undefined ? {} : {prefix}),
    ...(path === undefined || prefix !== undefined ? {} : {path}),
    ...(address === undefined || !isAddress(address) ? {} : {address}),
  }
}

/** The text, where it is an IP address or the name of a host, without a port. Throws NET_ADDRESS_INVALID (exit 64). */
export function requireAddress(text: string): string {
  if (!isAddress(text)) throw errors.NET_ADDRESS_INVALID({}, text, 'an IP address or the name of a host')
  return text
}

/** The text, where it is an IPv4 address, as firmware and DHCP need it. Throws NET_ADDRESS_INVALID (exit 64). */
export function requireIpv4(text: string): string {
  if (!isIPv4(text)) throw errors.NET_ADDRESS_INVALID({}, text, 'an IPv4 address')
  return text
}

/** `00:1A:64:…`, `00-1a-64-…`, `001a.64…` and `001a64…` as lower case with colons; undefined for what is no MAC address. */
export function parseMac(text: string): string | undefined {
  const isMac = /^([0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/i.test(text)
  return isMac
    ? text
        .toLowerCase()
        .replace(/[^0-9a-f]/g, '')
        .match(/../g)
        ?.join(':')
    : undefined
}
