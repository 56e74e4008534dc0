/** Memory is allocated in whole pages, so that little is wasted. */
const page = 4096
/** Bytes that are kept for the next answers. Each released order frees memory for the next one, so it need not be much. */
const keptBytes = 8 << 20

/**
 * Memory for answers, used again and again: at ten thousand answers a second fresh buffers would be half a gigabyte of garbage in
 * each, which V8 collects late because it lies outside of its heap.
 */
export class BodyPool {
  readonly #free = new Map<number, Buffer[]>()
  #kept = 0

  /** Of at least `length` bytes; the first `length` of them are the answer. */
  acquire(length: number): Body {
    const size = Math.max(1, Math.ceil(length / page)) * page
    const chunk = this.#free.get(size)?.pop()
    if (chunk === undefined) return new Body(Buffer.allocUnsafeSlow(size), length, this)
    this.#kept -= size
    return new Body(chunk, length, this)
  }

  recycle(chunk: Buffer): void {
    if (this.#kept + chunk.length > keptBytes) return
    this.#kept += chunk.length
    const list = this.#free.get(chunk.length)
    if (list === undefined) this.#free.set(chunk.length, [chunk])
    else list.push(chunk)
  }
}

/** An answer in pooled memory, counted by its holders; the memory returns to the pool after the last release. */
export class Body {
  readonly bytes: Buffer
  readonly #chunk: Buffer
  readonly #pool: BodyPool
  #holders = 1

  constructor(chunk: Buffer, length: number, pool: BodyPool) {
    this.#chunk = chunk
    this.bytes = chunk.subarray(0, length)
    this.#pool = pool
  }

  /** Memory that it takes, which may be more than its length. */
  get size(): number {
    return this.#chunk.length
  }

  retain(): this {
    this.#holders++
    return this
  }

  release(): void {
    if (--this.#holders === 0) this.#pool.recycle(this.#chunk)
  }
}
