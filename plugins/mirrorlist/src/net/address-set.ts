import {errors} from '../errors/inputs.ts'
import type {Address} from './address.ts'
import {parsePrefix} from './prefix.ts'
import {longestMatch, TrieBuilder} from './prefix-trie.ts'

/** Networks by prefix, e.g. those whose X-Forwarded-For is trusted. */
export interface AddressSet {
  has(address: Address): boolean
}

/** Throws MIRRORLIST_PREFIX_BAD. */
export function addressSet(prefixes: readonly string[]): AddressSet {
  const builder = new TrieBuilder()
  for (const text of prefixes) {
    const prefix = parsePrefix(text)
    if (prefix === undefined) throw errors.MIRRORLIST_PREFIX_BAD({}, text)
    builder.set(prefix, 1)
  }
  const trie = builder.finish()
  return {has: (address) => prefixes.length > 0 && longestMatch(trie, address) >= 0}
}
