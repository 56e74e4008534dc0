import type {Stats} from 'node:fs'
import type {FileHandle} from 'node:fs/promises'
import type {Source} from './source.ts'
import {type ChunkCache, chunkBytes} from './chunk-cache.ts'
import {hasSameBytes} from './file-version.ts'

let lastId = 0

/** Chunks read ahead: a disk answers in the time that it takes to send a few. */
const aheadChunks = 4

/** A file that is too large to be kept whole: read in chunks, with some read-ahead. */
export class ChunkedFile implements AsyncDisposable {
  readonly #handle: FileHandle
  readonly #opened: Stats
  readonly #size: number
  readonly #cache: ChunkCache
  readonly #forgotten: () => void
  readonly #id = `${++lastId}/`
  #readers = 0
  #closed = false

  constructor(handle: FileHandle, opened: Stats, cache: ChunkCache, forgotten: () => void) {
    this.#handle = handle
    this.#opened = opened
    this.#size = opened.size
    this.#cache = cache
    this.#forgotten = forgotten
  }

  /** Adds a reader; the file is closed with the last one. */
  share(): Source {
    this.#readers++
    let ended = false
    // Most slices lie in the same chunk as the previous one.
    let current: {start: number; bytes: Buffer} = {start: 0, bytes: Buffer.alloc(0)}
    return {
      size: this.#size,
      slice: (offset, length) => {
        const at = offset - current.start
        if (at >= 0 && at + length <= current.bytes.length) return current.bytes.subarray(at, at + length)
        const piece = this.#slice(offset, length)
        const start = offset - (offset % chunkBytes)
        if (piece !== undefined) current = {start, bytes: this.#cache.get(this.#key(start / chunkBytes)) ?? Buffer.alloc(0)}
        return piece
      },
      load: (offset, length) => this.#load(offset, length),
      [Symbol.asyncDispose]: async () => {
        if (ended) return
        ended = true
        if (--this.#readers === 0) await this[Symbol.asyncDispose]()
      },
    }
  }

  #slice(offset: number, length: number): Buffer | undefined {
    const at = Math.floor(offset / chunkBytes)
    const start = offset - at * chunkBytes
    if (length === 0) return Buffer.alloc(0)
    const chunk = this.#cache.get(this.#key(at))
    if (chunk === undefined) return undefined
    if (start + length <= chunkBytes) {
      this.#ahead(at)
      return chunk.subarray(start, start + length)
    }
    const next = this.#cache.get(this.#key(at + 1))
    return next === undefined ? undefined : Buffer.concat([chunk.subarray(start), next.subarray(0, start + length - chunkBytes)])
  }

  async #load(offset: number, length: number): Promise<void> {
    const first = Math.floor(offset / chunkBytes)
    const last = Math.floor(Math.max(offset, offset + length - 1) / chunkBytes)
    for (let at = first; at <= last; at++) await this.#fetch(at)
  }

  #ahead(at: number): void {
    for (let next = at + 1; next <= at + aheadChunks && next * chunkBytes < this.#size; next++) {
      // A failed read is reported when the bytes are needed.
      if (this.#cache.get(this.#key(next)) === undefined) this.#fetch(next).catch(() => {})
    }
  }

  #fetch(at: number): Promise<void> {
    return this.#cache.load(this.#key(at), async () => {
      const bytes = Buffer.allocUnsafeSlow(Math.min(chunkBytes, this.#size - at * chunkBytes))
      const {bytesRead} = await this.#handle.read(bytes, 0, bytes.length, at * chunkBytes)
      // A client must not get the beginning of one file and the end of another.
      if (bytesRead !== bytes.length || !hasSameBytes(this.#opened, await this.#handle.stat()))
        throw new Error('the file changed while it was served')
      return bytes
    })
  }

  #key(at: number): string {
    return this.#id + at
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#forgotten()
    this.#cache.drop(this.#id)
    await this.#handle.close()
  }
}
