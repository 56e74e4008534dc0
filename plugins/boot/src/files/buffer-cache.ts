/** LRU cache of buffers with a budget in bytes; concurrent requests for one key share one computation. */
export class BufferCache {
  readonly #budget: number
  /** Least recently used first. */
  readonly #kept = new Map<string, {bytes: Promise<Buffer>; size: number | undefined}>()
  /** Bytes. */
  held = 0

  constructor(budget: number) {
    this.#budget = budget
  }

  get(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = this.#kept.get(key)
    if (known !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, known)
      return known.bytes
    }
    const entry: {bytes: Promise<Buffer>; size: number | undefined} = {bytes: make(), size: undefined}
    this.#kept.set(key, entry)
    entry.bytes.then(
      ({length}) => {
        entry.size = length
        this.held += length
        this.#shrink()
      },
      () => this.#kept.delete(key),
    )
    return entry.bytes
  }

  #shrink(): void {
    for (const [key, {size}] of this.#kept) {
      if (this.held <= this.#budget || this.#kept.size === 1) return
      // An entry that is still being computed has a waiting reader.
      if (size === undefined) continue
      this.#kept.delete(key)
      this.held -= size
    }
  }
}
