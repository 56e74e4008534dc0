import type {AddressInfo} from 'node:net'
import {errorTable} from '../errors/index.ts'
import {formatHostPort} from './host-port.ts'

const errors = errorTable({
  NET_LISTEN_INVALID: {
    message: (text: string, withSocket: boolean) =>
      `"${text}" is not an address to listen on. Expected HOST:PORT, [IPV6]:PORT or :PORT (loopback)${withSocket ? ', or the path of a unix socket' : ''}.`,
    hint: () => 'write e.g. 127.0.0.1:8080; *:8080 listens on all addresses',
    exit: 'usage',
    meaning: 'A flag that takes an address to listen on has another form. No server was started.',
  },
})

/** Where a listener listens: an address and port (0: any free one), or the path of a unix socket. */
export type ListenAddress = {host: string; port: number} | {path: string}

export interface ListenGrammar {
  /** Accepts the absolute path of a unix socket, too. */
  unixSocket?: boolean
}

const loopback = '127.0.0.1'
/** IPv4 and IPv6 alike, as node:net binds it. */
const allAddresses = '::'

/**
 * `127.0.0.1:3000`, `[::1]:3000`, `:3000` (loopback), `*:3000` (all addresses); with `unixSocket` also `/run/ops.sock`.
 * Throws NET_LISTEN_INVALID (exit 64).
 */
export function parseListenAddress(text: string, grammar: {unixSocket: true}): ListenAddress
export function parseListenAddress(text: string, grammar?: {unixSocket?: false}): {host: string; port: number}
export function parseListenAddress(text: string, {unixSocket = false}: ListenGrammar = {}): ListenAddress {
  if (unixSocket && text.startsWith('/')) return {path: text}
  const match = /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([^:[\]/\s]*)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535) throw errors.NET_LISTEN_INVALID({}, text, unixSocket)
  const host = match[1] ?? (match[2] || loopback)
  return {host: host === '*' ? allAddresses : host, port}
}

/** `127.0.0.1:80`, `[::1]:80` or the path of a unix socket. */
export function formatListenAddress(address: ListenAddress | AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return address ?? 'nowhere'
  if ('path' in address) return address.path
  return formatHostPort('host' in address ? address.host : address.address, address.port)
}
