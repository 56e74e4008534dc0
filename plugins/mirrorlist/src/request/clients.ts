import type {CountryLookup} from '../geoip/country-lookup.ts'
import {type Address, isIpv4, newAddress, parseAddress} from '../net/address.ts'
import type {AddressSet} from '../net/address-set.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import {locate, netblockLists, systemOf} from './locate.ts'

/** What is known of where a request came from. */
export interface Origin {
  /** Address of the connection; undefined when it is closed already, or a unix socket. */
  peer: string | undefined
  /** Names and values in turn, as node:http has them. */
  rawHeaders: readonly string[]
}

/** The properties of a client that answers depend on. */
export interface Client {
  /** Empty: unknown. */
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

const unknownClient: Client = {address: '', family: 0, trusted: false, country: 0, netblocks: [], asn: -1}

/**
 * Finds the client: `ip=`, else the last address of X-Forwarded-For that is not a trusted proxy, else the peer. The first two are only
 * believed from trusted proxies, because everyone can write them. What was found is kept, in memory alone, until there is too much
 * of it, or until netblocks or countries change.
 */
export class ClientResolver {
  readonly #trusted: AddressSet
  readonly #snapshot: Snapshot
  readonly #countries: CountryLookup
  readonly #peers = new Map<string, Client>()
  readonly #forwarded = new Map<string, Client>()
  readonly #address: Address = newAddress()

  constructor(trusted: AddressSet, snapshot: Snapshot, countries: CountryLookup) {
    this.#trusted = trusted
    this.#snapshot = snapshot
    this.#countries = countries
  }

  /** Undefined: a trusted source names an address that cannot be parsed. */
  find({peer, rawHeaders}: Origin, ip: string | undefined): Client | undefined {
    const direct = peer === undefined ? unknownClient : (this.#peers.get(peer) ?? this.#keep(this.#peers, peer, this.#describePeer(peer)))
    if (!direct.trusted) return direct
    if (ip !== undefined && ip !== '') return this.#read(ip)
    const header = forwardedFor(rawHeaders)
    if (header === undefined) return direct
    const known = this.#forwarded.get(header)
    if (known !== undefined) return known
    const found = this.#lastForeign(header, direct)
    return found === undefined ? undefined : this.#keep(this.#forwarded, header, found)
  }

  #describePeer(peer: string): Client {
    if (!parseAddress(peer, this.#address)) return unknownClient
    return this.#describe(peer, this.#trusted.has(this.#address))
  }

  /** From the right: addresses of trusted proxies are skipped; the first other address is the client's. */
  #lastForeign(header: string, direct: Client): Client | undefined {
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

  #read(text: string): Client | undefined {
    return parseAddress(text, this.#address) ? this.#describe(text, true) : undefined
  }

  #describe(text: string, trusted: boolean): Client {
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

  #keep(into: Map<string, Client>, text: string, client: Client): Client {
    if (text.length > maxKeptLength) return client
    if (into.size >= maxKept) into.clear()
    into.set(text, client)
    return client
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
