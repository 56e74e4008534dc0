import {errors} from '../errors/inputs.ts'
import {type Prefix, parsePrefix} from '../net/prefix.ts'
import {longestMatch, type PrefixTrie, TrieBuilder} from '../net/prefix-trie.ts'

/**
 * Reads `global_netblocks.txt` (one `PREFIX ASN` per line) into a trie of the systems that have mirrors: value is the position
 * in `wanted`, or `foreign` where a more specific prefix belongs to a system without any. The whole routing table has a million
 * lines and a mirror network a few hundred systems, so prefixes outside of theirs are left out. The text is read twice, so that
 * they need not be kept in between.
 */
export function readNetblocks(text: string, file: string, wanted: ReadonlyMap<number, number>): {trie: PrefixTrie; ignored: number} {
  const ours = new TrieBuilder()
  const bad: {number: number; line: string}[] = []
  let lines = 0
  for (const {number, line} of linesOf(text)) {
    lines = number
    const value = wanted.get(systemOf(line) ?? -1)
    if (value === undefined || isDefault(line)) continue
    const prefix = prefixOf(line)
    if (prefix === undefined) bad.push({number, line})
    else ours.set(prefix, value)
  }
  const covering = ours.finish()
  for (const {number, line} of linesOf(text)) {
    const asn = systemOf(line)
    if (asn !== undefined && wanted.has(asn)) continue
    const prefix = prefixOf(line)
    if (asn === undefined || prefix === undefined) bad.push({number, line})
    else if (!isDefault(line) && longestMatch(covering, prefix.address) >= 0 && ours.get(prefix) < 0) ours.set(prefix, foreign)
  }
  const [first] = bad
  if (first !== undefined && lines > 10 && bad.length > lines / 2)
    throw errors.MIRRORLIST_NETBLOCKS_BAD({}, file, first.number, first.line.slice(0, 60))
  return {trie: ours.finish(), ignored: bad.length}
}

/** Lines that say something, with their numbers. */
function* linesOf(text: string): Generator<{number: number; line: string}> {
  let number = 0
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, end).trim()
    start = end + 1
    number++
    if (line !== '' && !line.startsWith('#')) yield {number, line}
  }
}

/** Undefined when it is no number. */
function systemOf(line: string): number | undefined {
  const [, digits] = /^\S+\s+(?:AS)?(\d{1,10})(?:\s|$)/i.exec(line) ?? []
  return digits === undefined ? undefined : Number(digits)
}

function prefixOf(line: string): Prefix | undefined {
  return parsePrefix(line.slice(0, line.search(/\s/)))
}

/** A default route does not tell the system of an address. */
function isDefault(line: string): boolean {
  return /^\S+\/0\s/.test(line)
}

/** The value of all systems without mirrors. */
export const foreign = 0x7fff_ffff
