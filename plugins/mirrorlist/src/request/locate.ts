import type {CountryLookup} from '../geoip/country-lookup.ts'
import {tunnelledIpv4} from '../geoip/tunnelled.ts'
import type {Address} from '../net/address.ts'
import {allMatches, longestMatch} from '../net/prefix-trie.ts'
import {foreign} from '../snapshot/netblocks-file.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'

/** The client's country in the snapshot's table, 0 when unknown: the operator's own netblocks first, then the database. */
export function locate(snapshot: Snapshot, lookup: CountryLookup, address: Address, text: string): number {
  const own = longestMatch(snapshot.netblockCountries, address)
  if (own >= 0) return own
  let code = lookup.country(text)
  if (code === undefined) {
    const inner = tunnelledIpv4(address)
    if (inner !== undefined) code = lookup.country(inner)
  }
  return code === undefined ? 0 : (snapshot.countryByName.get(code) ?? 0)
}

const noLists: readonly number[] = []
const scratch = new Int32Array(129)

/** Lists of hosts whose netblock holds the address, longest prefix first. */
export function netblockLists(snapshot: Snapshot, address: Address): readonly number[] {
  const count = allMatches(snapshot.netblocks, address, scratch)
  if (count === 0) return noLists
  return Array.from(scratch.subarray(0, count).reverse(), (value) => snapshot.netblockHosts[value] as number)
}

/** The client's autonomous system in the snapshot, -1 when it has no mirror. */
export function systemOf(snapshot: Snapshot, address: Address): number {
  const value = longestMatch(snapshot.asnPrefixes, address)
  return value === foreign ? -1 : value
}
