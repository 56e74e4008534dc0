import {type Address, parseAddress} from '../net/address.ts'
import type {AddressSet} from '../net/address-set.ts'

/** What is known of where a request came from. */
export interface Origin {
  /** Of the connection; undefined when it is gone already, or a unix socket. */
  peer: string | undefined
  /** Names and values in turn, as node:http has them. */
  rawHeaders: readonly string[]
}

export type Found = 'ok' | 'unknown' | 'unparsable'

/**
 * Finds the client: `ip=`, else the last X-Forwarded-For that is no trusted proxy itself, else the peer. The first two are only
 * believed from trusted proxies, because everyone can write them. `into` and `text` receive it.
 */
export class ClientAddress {
  readonly address: Address
  readonly #peer: Address
  readonly #trusted: AddressSet
  text = ''
  /** The request came through a trusted proxy. */
  trusted = false

  constructor(trusted: AddressSet) {
    this.#trusted = trusted
    this.address = new Uint8Array(16)
    this.#peer = new Uint8Array(16)
  }

  find(origin: Origin, ip: string | undefined): Found {
    this.trusted = false
    this.text = ''
    const {peer} = origin
    if (peer === undefined || !parseAddress(peer, this.#peer)) return this.#unknown()
    this.trusted = this.#trusted.has(this.#peer)
    if (!this.trusted) return this.#isPeer(peer)
    if (ip !== undefined && ip !== '') return this.#read(ip)
    const forwarded = forwardedFor(origin.rawHeaders)
    return forwarded === undefined ? this.#isPeer(peer) : this.#lastForeign(forwarded, peer)
  }

  /** From the right: what our own proxies appended is theirs, the first other one is the client. */
  #lastForeign(forwarded: string, peer: string): Found {
    let end = forwarded.length
    while (end >= 0) {
      const comma = end === 0 ? -1 : forwarded.lastIndexOf(',', end - 1)
      const entry = forwarded.slice(comma + 1, end).trim()
      if (entry !== '') {
        if (this.#read(entry) === 'unparsable') return 'unparsable'
        if (comma < 0 || !this.#trusted.has(this.address)) return 'ok'
      }
      if (comma < 0) break
      end = comma
    }
    return this.text === '' ? this.#isPeer(peer) : 'ok'
  }

  #read(text: string): Found {
    this.text = text
    return parseAddress(text, this.address) ? 'ok' : 'unparsable'
  }

  #isPeer(peer: string): Found {
    this.address.set(this.#peer)
    this.text = peer
    return 'ok'
  }

  #unknown(): Found {
    this.address.fill(0)
    this.text = ''
    return 'unknown'
  }
}

/** Several X-Forwarded-For headers are one list (RFC 9110 section 5.3). Undefined without any. */
function forwardedFor(rawHeaders: readonly string[]): string | undefined {
  let found: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length !== 15 || name.toLowerCase() !== 'x-forwarded-for') continue
    found = found === undefined ? (rawHeaders[at + 1] as string) : `${found},${rawHeaders[at + 1]}`
  }
  return found
}
