/** Bytes of one read. */
export const chunkBytes = 256 << 10

/** LRU cache of chunks of large files, shared by all transfers; concurrent requests for a chunk share one read. */
export class ChunkCache {
  readonly #budget: number
  /** Least recently used first. */
  readonly #ready = new Map<string, Buffer>()
  readonly #loading = new Map<string, Promise<void>>()
  held = 0

  constructor(budget: number) {
    this.#budget = budget
  }

  get(key: string): Buffer | undefined {
    const chunk = this.#ready.get(key)
    if (chunk === undefined) return undefined
    this.#ready.delete(key)
    this.#ready.set(key, chunk)
    return chunk
  }

  load(key: string, read: () => Promise<Buffer>): Promise<void> {
    if (this.#ready.has(key)) return Promise.resolve()
    const running = this.#loading.get(key)
    if (running !== undefined) return running
    const loading = read()
      .then((chunk) => this.#keep(key, chunk))
      .finally(() => this.#loading.delete(key))
    this.#loading.set(key, loading)
    return loading
  }

  drop(prefix: string): void {
    for (const [key, chunk] of this.#ready) {
      if (!key.startsWith(prefix)) continue
      this.#ready.delete(key)
      this.held -= chunk.length
    }
  }

  #keep(key: string, chunk: Buffer): void {
    this.#ready.set(key, chunk)
    this.held += chunk.length
    for (const [oldest, {length}] of this.#ready) {
      if (this.held <= this.#budget || this.#ready.size <= 2) return
      this.#ready.delete(oldest)
      this.held -= length
    }
  }
}
