import {errors} from '../errors.ts'
import {type Prefix, parsePrefix} from '../net/prefix.ts'
import {longestMatch, type PrefixTrie, TrieBuilder} from '../net/prefix-trie.ts'

/**
 * Reads `global_netblocks.txt` (one `PREFIX ASN` per line) into a trie of the systems that have mirrors: value is the position
 * in `wanted`, or `foreign` where a more specific prefix belongs to a system without any. The whole routing table has a million
 * lines and a mirror network a few hundred systems, so what lies outside of theirs is left out.
 */
export function readNetblocks(text: string, file: string, wanted: ReadonlyMap<number, number>): {trie: PrefixTrie; ignored: number} {
  const ours = new TrieBuilder()
  const others: Prefix[] = []
  let ignored = 0
  let at = 0
  for (const raw of text.split('\n')) {
    at++
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [prefixText = '', asnText = ''] = line.split(/\s+/)
    const prefix = parsePrefix(prefixText)
    const asn = Number(asnText.replace(/^AS/i, ''))
    if (prefix === undefined || !Number.isSafeInteger(asn) || asnText === '') {
      ignored++
      if (ignored > at / 2 && at > 10) throw errors.NETBLOCKS_BAD({}, file, at, line.slice(0, 60))
      continue
    }
    // A default route says nothing about whose address it is.
    if (prefixText.endsWith('/0')) continue
    const value = wanted.get(asn)
    if (value === undefined) others.push(prefix)
    else ours.set(prefix, value)
  }
  const covering = ours.finish()
  for (const prefix of others) if (longestMatch(covering, prefix.address) >= 0 && ours.get(prefix) < 0) ours.set(prefix, foreign)
  return {trie: ours.finish(), ignored}
}

/** A value that stands for "some system without mirrors". */
export const foreign = 0x7fff_ffff
