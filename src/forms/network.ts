import {isIP, isIPv4} from 'node:net'
import {z} from 'zod'
import {addressIn, isAddress, parseMac} from '../net/index.ts'
import {type Mistake, mistakeMessage, textForm} from './form.ts'

/** Where the parts that are no address are written, with `*` for them: `ssh: {port: *}`. */
export interface AddressNeighbours {
  user?: string
  port?: string
}

/** A DNS name or an IP address, without port, user and scheme. */
export function addressForm(neighbours: AddressNeighbours = {}) {
  return textForm((text) => {
    if (!isAddress(text)) return addressMistake(text, neighbours)
    if (/^(?:0\.0\.0\.0|255\.255\.255\.255|::|0(?::0){7})$/.test(text)) return {must: 'must be the address of one machine'}
    return undefined
  })
}

function addressMistake(text: string, neighbours: AddressNeighbours): Mistake {
  const {scheme, user, port, prefix, path, address} = addressIn(text)
  const surplus = [
    ...(scheme === undefined ? [] : [`"${scheme}"`]),
    ...(user === undefined ? [] : ['a user']),
    ...(port === undefined ? [] : ['a port']),
    ...(prefix === undefined ? [] : ['a prefix length']),
    ...(path === undefined ? [] : ['a path']),
  ]
  const without = surplus.length === 0 ? '' : ` without ${surplus.join(', ').replace(/, ([^,]*)$/, ' and $1')}`
  return {must: `must be a DNS name or an IP address${without}`, hint: addressHint(text, address, {user, port}, neighbours)}
}

function addressHint(
  text: string,
  address: string | undefined,
  {user, port}: {user: string | undefined; port: string | undefined},
  neighbours: AddressNeighbours,
): string | undefined {
  if (address !== undefined) {
    const others = [
      ...(user && neighbours.user !== undefined ? [`the user as "${neighbours.user.replace('*', user)}"`] : []),
      ...(port && neighbours.port !== undefined ? [`the port as "${neighbours.port.replace('*', port)}"`] : []),
    ]
    return `Write ${address}${others.length === 0 ? '' : `, and ${others.join(' and ')}`}.`
  }
  if (/^[\d.]+$/.test(text)) return 'An IPv4 address has four numbers from 0 to 255, e.g. 10.0.0.1.'
  if (/\s/.test(text)) return 'Remove the blanks.'
  return text.startsWith('-') ? 'Remove the "-".' : undefined
}

/** A TCP or UDP port. */
export const portForm = z.int().superRefine((port, context) => {
  if (port < 1 || port > 65_535) context.addIssue({code: 'custom', message: mistakeMessage({must: 'must be a port from 1 to 65535'}, port)})
})

/** `10.0.0.1:5000`, `[::1]:5000`, `name:5000`. */
export const hostPortForm = textForm((text) => {
  const [, inBrackets, bare = '', port = ''] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? []
  const isHost = inBrackets === undefined ? isAddress(bare) && !bare.includes(':') : isIP(inBrackets) === 6
  if (isHost && Number(port) >= 1 && Number(port) <= 65_535) return undefined
  return {must: 'must be an address and a port, e.g. 10.0.0.5:4000 or [fd00::5]:4000'}
})

export const ipv4Form = textForm((text) => (isIPv4(text) ? undefined : ipv4Mistake(text, 'an IPv4 address')))

/** `10.0.0.5` or `10.0.0.5/24`. */
export const ipv4WithPrefixForm = textForm((text) => {
  const [, address = '', prefix = '0'] = /^([^/]*)(?:\/(\d{1,2}))?$/.exec(text) ?? []
  const must = 'an IPv4 address, with or without prefix length, e.g. 10.0.0.5/24'
  if (isIPv4(address) && Number(prefix) <= 32 && !/^0\d/.test(prefix)) {
    return isMachine(address, text.includes('/') ? Number(prefix) : 32)
      ? undefined
      : {must: 'must be the IPv4 address of one machine, not of a network, of all or of a group'}
  }
  const [, near = '', after = ''] = /^\s*([\d.]+)\s*\/\s*([\d.]*)\s*$/.exec(text) ?? []
  if (!isIPv4(near)) return ipv4Mistake(text, must)
  const meant = prefixIn(after)
  return {must: `must be ${must}`, hint: meant === undefined ? 'A prefix length is a number from 0 to 32.' : `Write ${near}/${meant}.`}
})

/** The prefix length that was meant: `024`, `255.255.255.0`. */
function prefixIn(text: string): number | undefined {
  if (/^0*\d{1,2}$/.test(text)) return Number(text) <= 32 ? Number(text) : undefined
  if (!isIPv4(text)) return undefined
  const bits = ipv4Number(text).toString(2).padStart(32, '0')
  return /^1*0*$/.test(bits) ? bits.replace(/0+$/, '').length : undefined
}

function ipv4Number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** Whether an address can be that of one machine in its network: no multicast, network or broadcast address. Loopback is: a stand-in runs on this machine. */
function isMachine(address: string, prefix: number): boolean {
  const number = ipv4Number(address)
  const first = number >>> 24
  if (first === 0 || first >= 224) return false
  const size = 2 ** (32 - prefix)
  return prefix > 30 || (number % size !== 0 && number % size !== size - 1)
}

/** Whether two addresses lie in one network of the first one's prefix length. */
export function inNetwork(withPrefix: string, other: string): boolean {
  const [address = '', prefix = '32'] = withPrefix.split('/')
  const size = 2 ** (32 - Number(prefix))
  return Math.floor(ipv4Number(address) / size) === Math.floor(ipv4Number(other) / size)
}

function ipv4Mistake(text: string, what: string): Mistake {
  const {address} = addressIn(text)
  return {must: `must be ${what}`, hint: address !== undefined && address !== text && isIPv4(address) ? `Write ${address}.` : undefined}
}

/** A network in CIDR, or one address. */
export const networkForm = textForm((text) => {
  const [, address = '', prefix = '0'] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  if (family !== 0 && Number(prefix) <= (family === 4 ? 32 : 128)) return undefined
  return {must: 'must be a network, e.g. 10.0.0.0/24 or fd00::/64'}
})

/** A MAC address in any of the usual forms; kept as lower case with colons. */
export const macForm = textForm((text) => {
  const mac = parseMac(text)
  const separators = new Set(text.match(/[^\da-f]/gi) ?? [])
  if (mac === undefined || separators.size > 1) {
    const hint = parseMac(text.trim())
    return {must: 'must be a MAC address, e.g. "00:1a:64:00:00:01"', hint: hint === undefined ? undefined : `Write "${hint}".`}
  }
  const isOne = mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0
  return isOne ? undefined : {must: 'must be the MAC address of one network card'}
}).transform((text) => parseMac(text) ?? text)
