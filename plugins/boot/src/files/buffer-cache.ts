/** Contents within one budget: each is made once for all who ask for it, and the least recently used goes first. */
export class BufferCache {
  readonly #budget: number
  /** The least recently used stands first. */
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
      // What is being made is wanted by somebody.
      if (size === undefined) continue
      this.#kept.delete(key)
      this.held -= size
    }
  }
}
