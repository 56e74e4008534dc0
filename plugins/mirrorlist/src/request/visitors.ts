import type {CountryLookup} from '../geoip/country-lookup.ts'
import {type Address, isIpv4, newAddress, parseAddress} from '../net/address.ts'
import type {AddressSet} from '../net/address-set.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import {locate, netblockLists, systemOf} from './locate.ts'

/** What is known of where a request came from. */
export interface Origin {
  /** Of the connection; undefined when it is gone already, or a unix socket. */
  peer: string | undefined
  /** Names and values in turn, as node:http has them. */
  rawHeaders: readonly string[]
}

/** Who asks, as far as answers depend on it. */
export interface Visitor {
  /** Empty: nobody knows. */
  address: string
  /** 4, 6, or 0 when unknown. */
  family: number
  /** The request came through a trusted proxy, or from one. */
  trusted: boolean
  /** In the snapshot's table; 0 unknown. */
  country: number
  /** Lists of hosts whose netblock holds the address, longest prefix first. */
  netblocks: readonly number[]
  /** Position of the autonomous system in the snapshot, -1 when it has no mirror. */
  asn: number
}

/** A client asks for several repositories within a second or two, and proxies are few. */
const maxKept = 8192
/** Characters of a header that is worth keeping: two IPv6 addresses. */
const maxKeptLength = 96

const stranger: Visitor = {address: '', family: 0, trusted: false, country: 0, netblocks: [], asn: -1}

/**
 * Finds the client: `ip=`, else the last X-Forwarded-For that is no trusted proxy itself, else the peer. The first two are only
 * believed from trusted proxies, because everyone can write them. What was found is kept, in memory alone, until there is too much
 * of it, or until netblocks or countries change.
 */
export class Visitors {
  readonly #trusted: AddressSet
  readonly #snapshot: Snapshot
  readonly #countries: CountryLookup
  readonly #peers = new Map<string, Visitor>()
  readonly #forwarded = new Map<string, Visitor>()
  readonly #address: Address = newAddress()

  constructor(trusted: AddressSet, snapshot: Snapshot, countries: CountryLookup) {
    this.#trusted = trusted
    this.#snapshot = snapshot
    this.#countries = countries
  }

  /** Undefined: there is an address to believe, but it is none. */
  find({peer, rawHeaders}: Origin, ip: string | undefined): Visitor | undefined {
    const direct = peer === undefined ? stranger : (this.#peers.get(peer) ?? this.#keep(this.#peers, peer, this.#meetPeer(peer)))
    if (!direct.trusted) return direct
    if (ip !== undefined && ip !== '') return this.#read(ip)
    const header = forwardedFor(rawHeaders)
    if (header === undefined) return direct
    const known = this.#forwarded.get(header)
    if (known !== undefined) return known
    const found = this.#lastForeign(header, direct)
    return found === undefined ? undefined : this.#keep(this.#forwarded, header, found)
  }

  #meetPeer(peer: string): Visitor {
    if (!parseAddress(peer, this.#address)) return stranger
    return this.#meet(peer, this.#trusted.has(this.#address))
  }

  /** From the right: what our own proxies appended is theirs, the first other one is the client. */
  #lastForeign(header: string, direct: Visitor): Visitor | undefined {
    let last = direct
    for (let end = header.length; end >= 0; ) {
      const comma = end === 0 ? -1 : header.lastIndexOf(',', end - 1)
      const entry = header.slice(comma + 1, end).trim()
      end = comma
      if (entry === '') continue
      const found = this.#read(entry)
      if (found === undefined || !this.#trusted.has(this.#address)) return found
      last = found
    }
    return last
  }

  #read(text: string): Visitor | undefined {
    return parseAddress(text, this.#address) ? this.#meet(text, true) : undefined
  }

  #meet(text: string, trusted: boolean): Visitor {
    const address = this.#address
    return {
      address: text,
      family: isIpv4(address) ? 4 : 6,
      trusted,
      country: locate(this.#snapshot, this.#countries, address, text),
      netblocks: netblockLists(this.#snapshot, address),
      asn: systemOf(this.#snapshot, address),
    }
  }

  #keep(into: Map<string, Visitor>, text: string, visitor: Visitor): Visitor {
    if (text.length > maxKeptLength) return visitor
    if (into.size >= maxKept) into.clear()
    into.set(text, visitor)
    return visitor
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
