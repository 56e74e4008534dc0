/** Hosts of a chunk, and the 32-bit words that hold them. */
const chunkHosts = 1024
const chunkWords = chunkHosts / 32

type Chunk = Uint32Array

/**
 * A set of host numbers in chunks of bits. Sets share chunks: a group that adds one host to a group of ten thousand costs one chunk,
 * not ten thousand entries. A set changes only until others see it.
 */
export class HostBits {
  readonly #chunks = new Map<number, Chunk>()
  /** Chunks that no other set has. */
  readonly #own = new Set<number>()

  add(host: number): void {
    const at = Math.floor(host / chunkHosts)
    const chunk = this.#ownChunk(at)
    const bit = host % chunkHosts
    chunk[bit >> 5] = (chunk[bit >> 5] ?? 0) | (1 << (bit & 31))
  }

  union(other: HostBits): this {
    for (const [at, theirs] of other.#chunks) {
      const mine = this.#chunks.get(at)
      if (mine === undefined) this.#share(at, theirs)
      else if (mine !== theirs) this.#combine(at, theirs, (a, b) => a | b)
    }
    return this
  }

  difference(other: HostBits): this {
    for (const [at, theirs] of other.#chunks) if (this.#chunks.has(at)) this.#combine(at, theirs, (a, b) => a & ~b)
    return this
  }

  intersection(other: HostBits): this {
    for (const at of this.#chunks.keys()) {
      const theirs = other.#chunks.get(at)
      if (theirs === undefined) this.#chunks.delete(at)
      else this.#combine(at, theirs, (a, b) => a & b)
    }
    return this
  }

  symmetricDifference(other: HostBits): this {
    for (const [at, theirs] of other.#chunks) {
      if (this.#chunks.has(at)) this.#combine(at, theirs, (a, b) => a ^ b)
      else this.#share(at, theirs)
    }
    return this
  }

  get isEmpty(): boolean {
    return [...this.#chunks.values()].every((chunk) => chunk.every((word) => word === 0))
  }

  /** In their order. */
  numbers(): number[] {
    const found: number[] = []
    for (const at of [...this.#chunks.keys()].sort((a, b) => a - b)) {
      this.#chunks.get(at)?.forEach((bits, index) => {
        for (let rest = bits; rest !== 0; rest &= rest - 1) found.push(at * chunkHosts + index * 32 + 31 - Math.clz32(rest & -rest))
      })
    }
    return found
  }

  #share(at: number, theirs: Chunk): void {
    this.#chunks.set(at, theirs)
    this.#own.delete(at)
  }

  #combine(at: number, theirs: Chunk, join: (mine: number, theirs: number) => number): void {
    const mine = this.#ownChunk(at)
    for (let index = 0; index < chunkWords; index++) mine[index] = join(mine[index] ?? 0, theirs[index] ?? 0)
  }

  #ownChunk(at: number): Chunk {
    const known = this.#chunks.get(at)
    if (known !== undefined && this.#own.has(at)) return known
    const chunk = known?.slice() ?? new Uint32Array(chunkWords)
    this.#chunks.set(at, chunk)
    this.#own.add(at)
    return chunk
  }
}
