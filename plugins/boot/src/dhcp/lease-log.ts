import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {leaseS} from './network-lines.ts'

/** One DHCP message as dnsmasq logs it. */
export interface DhcpMessage {
  message: string
  mac: string
  ip: string | undefined
  detail: Untrusted
}

/** A change of the leases. */
export type LeaseChange = {change: 'leased'; mac: string; ip: string; seconds: number} | {change: 'released'; mac: string; ip: string}

// Lines also have texts that clients chose, e.g. `dnsmasq-dhcp: 3042 vendor class: DHCPACK(eth0) …`: only the start of a line counts.
const prefix = String.raw`^dnsmasq-dhcp(?:\[\d+\])?: (\d+) `
const messageLine = new RegExp(
  String.raw`${prefix}(?:DHCP([A-Z]+)|(PXE))\(([^)]+)\) (?:(\d+\.\d+\.\d+\.\d+) )?((?:[0-9a-f]{2}:){5}[0-9a-f]{2})(.*)$`,
  'i',
)
const leaseTimeLine = new RegExp(String.raw`${prefix}sent size: +4 option: 51 lease-time +(\w+)$`)

/** `dnsmasq-dhcp: 123 DHCPACK(eth0) 10.0.0.5 00:1a:64:00:00:01 pxcab`; undefined for every other line. */
export function readDnsmasqLine(line: string): DhcpMessage | undefined {
  const match = messageLine.exec(line)
  if (match === null) return undefined
  const [, , dhcp, pxe, card, ip, mac = '', rest = ''] = match
  return {message: dhcp ?? pxe ?? '', mac: mac.toLowerCase(), ip, detail: untrusted(`${card}${rest}`.trim())}
}

/**
 * The leases that dnsmasq grants, from its log (log-dhcp). dnsmasq answers a DHCPINFORM with a DHCPACK too, which leases
 * nothing: the sender names any address as its own. Only the ACK of a REQUEST counts; dnsmasq logs both one after the other.
 */
export class LeaseLog {
  #requested: string | undefined
  #granted: {transaction: string; mac: string; ip: string} | undefined

  read(line: string): LeaseChange | undefined {
    const transaction = /^\S+ (\d+) /.exec(line)?.[1] ?? ''
    const read = readDnsmasqLine(line)
    if (read === undefined) return this.#readTime(line)
    const {message, mac, ip} = read
    const isOfRequest = this.#requested === `${transaction} ${mac}`
    this.#requested = message === 'REQUEST' ? `${transaction} ${mac}` : undefined
    this.#granted = undefined
    if (ip === undefined) return undefined
    if (message === 'ACK' && isOfRequest) {
      this.#granted = {transaction, mac, ip}
      return {change: 'leased', mac, ip, seconds: leaseS}
    }
    // dnsmasq names the leases that it does not have.
    const isRelease = (message === 'RELEASE' && !`${read.detail}`.endsWith('unknown lease')) || message === 'DECLINE'
    return isRelease ? {change: 'released', mac, ip} : undefined
  }

  /** A client may ask for a shorter lease; dnsmasq logs the time that it sent. */
  #readTime(line: string): LeaseChange | undefined {
    const [, transaction, time = ''] = leaseTimeLine.exec(line) ?? []
    if (transaction === undefined || this.#granted?.transaction !== transaction) return undefined
    const {mac, ip} = this.#granted
    return {change: 'leased', mac, ip, seconds: secondsOf(time)}
  }
}

/** `1h`, `59m30s`, `infinite` (prettyprint_time in dnsmasq's util.c). */
function secondsOf(time: string): number {
  if (time === 'infinite') return Number.POSITIVE_INFINITY
  const unit: Record<string, number> = {d: 86_400, h: 3600, m: 60, s: 1}
  return [...time.matchAll(/(\d+)([dhms])/g)].reduce((sum, [, count, letter = '']) => sum + Number(count) * (unit[letter] ?? 0), 0)
}

/** A lease of dnsmasq's lease file. */
export interface KeptLease {
  mac: string
  ip: string
  /** Milliseconds since 1970. */
  until: number
}

/** dnsmasq's lease file: end in seconds since 1970 (0: never), MAC address, address, name, client id. */
export function readLeaseFile(text: string): KeptLease[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(\d+) ((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) (\d+\.\d+\.\d+\.\d+) /i.exec(line)
    if (match === null) return []
    const [, end = '', mac = '', ip = ''] = match
    return [{mac: mac.toLowerCase(), ip, until: end === '0' ? Number.POSITIVE_INFINITY : Number(end) * 1000}]
  })
}
