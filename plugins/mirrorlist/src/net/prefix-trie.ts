import type {Address} from './address.ts'
import type {Prefix} from './prefix.ts'

/**
 * A binary trie over the 128 bits of addresses, flat so that it lies in a snapshot file as it is: node n has its children at
 * 3n and 3n+1 (0: none) and its value at 3n+2 (-1: none).
 */
export type PrefixTrie = Int32Array

/** Nodes 0 (all of IPv6) and 1 (::ffff:0:0/96, IPv4) exist always, so an IPv4 walk starts 96 bits deep. */
const ipv6Root = 0
const ipv4Root = 1
const ipv4Bits = 96

export class TrieBuilder {
  #nodes = new Int32Array(3 * 64)
  #count = 2

  constructor() {
    this.#nodes[2] = -1
    this.#nodes[5] = -1
  }

  /** A second value for the same prefix replaces the first. */
  set(prefix: Prefix, value: number): void {
    const node = this.#nodeOf(prefix)
    this.#nodes[node + 2] = value
  }

  get(prefix: Prefix): number {
    const node = this.#nodeOf(prefix)
    return this.#nodes[node + 2] as number
  }

  finish(): PrefixTrie {
    return this.#nodes.slice(0, this.#count * 3)
  }

  #nodeOf({address, bits}: Prefix): number {
    const mapped = startBit(address) === ipv4Bits && bits >= ipv4Bits
    let at = (mapped ? ipv4Root : ipv6Root) * 3
    for (let bit = mapped ? ipv4Bits : 0; bit < bits; bit++) {
      const side = at + (((address[bit >> 3] as number) >> (7 - (bit & 7))) & 1)
      const next = this.#nodes[side] as number
      at = (next === 0 ? this.#add(side) : next) * 3
    }
    return at
  }

  #add(side: number): number {
    if ((this.#count + 1) * 3 > this.#nodes.length) {
      const grown = new Int32Array(this.#nodes.length * 2)
      grown.set(this.#nodes)
      this.#nodes = grown
    }
    const made = this.#count++
    this.#nodes[made * 3 + 2] = -1
    this.#nodes[side] = made
    return made
  }
}

/** 96 for IPv4, which has a root of its own, else 0. */
function startBit(address: Address): number {
  for (let at = 0; at < 10; at++) if (address[at] !== 0) return 0
  return address[10] === 0xff && address[11] === 0xff ? ipv4Bits : 0
}

/** The value of the longest prefix that contains the address, -1 when none does. */
export function longestMatch(trie: PrefixTrie, address: Address): number {
  let bit = startBit(address)
  let at = (bit === ipv4Bits ? ipv4Root : ipv6Root) * 3
  let best = -1
  for (;;) {
    const value = trie[at + 2] as number
    if (value >= 0) best = value
    if (bit === 128) return best
    const next = trie[at + (((address[bit >> 3] as number) >> (7 - (bit & 7))) & 1)] as number
    if (next === 0) return best
    at = next * 3
    bit++
  }
}

/** Values of all prefixes that contain the address, shortest first, into `into`; returns how many. */
export function allMatches(trie: PrefixTrie, address: Address, into: Int32Array): number {
  let bit = startBit(address)
  let at = (bit === ipv4Bits ? ipv4Root : ipv6Root) * 3
  let count = 0
  for (;;) {
    const value = trie[at + 2] as number
    if (value >= 0) into[count++] = value
    if (bit === 128) return count
    const next = trie[at + (((address[bit >> 3] as number) >> (7 - (bit & 7))) & 1)] as number
    if (next === 0) return count
    at = next * 3
    bit++
  }
}
