import type {Stats} from 'node:fs'
import type {FileHandle} from 'node:fs/promises'
import {bufferSource, type Source} from './source.ts'
import {BufferCache} from './buffer-cache.ts'
import {ChunkedFile} from './chunked-file.ts'
import {ChunkCache} from './chunk-cache.ts'
import {isFresh, versionOf} from './file-version.ts'
import {type NotOpened, openBelow} from './boot-folder.ts'

export interface OpenedSource {
  kind: 'source'
  source: Source
  /** Path on this machine, symlinks resolved. */
  path: string
  /** Differs whenever the file differs. */
  version: string
  modified: Date
}

export interface CacheLimits {
  /** Files up to this many bytes are kept whole. */
  wholeFile: number
  /** Bytes of all whole files. */
  wholeTotal: number
  /** Bytes of read-ahead for larger files, shared by all transfers. */
  chunkTotal: number
  /** Bytes of derived content (overlays, netascii). */
  madeTotal: number
}

export const usualCacheLimits: CacheLimits = {wholeFile: 64 << 20, wholeTotal: 64 << 20, chunkTotal: 32 << 20, madeTotal: 64 << 20}

/**
 * Cache of served files. A name is resolved for each request, and a file whose identity, size or time changed is read
 * again; running transfers keep the bytes that they started with, or end with an error.
 */
export class FileCache implements AsyncDisposable {
  readonly #limits: CacheLimits
  /** By path and version. */
  readonly #whole: BufferCache
  readonly #large = new Map<string, ChunkedFile>()
  readonly #chunks: ChunkCache
  /** Derived content: overlays, netascii. */
  readonly made: BufferCache
  #freshReads = 0

  constructor(limits: CacheLimits = usualCacheLimits) {
    this.#limits = limits
    this.#whole = new BufferCache(limits.wholeTotal)
    this.#chunks = new ChunkCache(limits.chunkTotal)
    this.made = new BufferCache(limits.madeTotal)
  }

  /** Bytes in memory. */
  get held(): number {
    return this.#whole.held + this.#chunks.held + this.made.held
  }

  async open(folder: string, name: string): Promise<OpenedSource | NotOpened> {
    const opened = await openBelow(folder, name)
    if (opened.kind !== 'file') return opened
    const {handle, stats, path} = opened
    const version = versionOf(stats)
    // A recently changed file may change again undetected, so its bytes are not shared with other requests.
    const key = `${path} ${version}${isFresh(stats) ? ` ${++this.#freshReads}` : ''}`
    const facts = {kind: 'source' as const, path, version, modified: stats.mtime}
    if (stats.size > this.#limits.wholeFile) return {...facts, source: await this.#openLarge(key, handle, stats)}
    return {...facts, source: bufferSource(await this.#readWhole(key, handle))}
  }

  async #openLarge(key: string, handle: FileHandle, stats: Stats): Promise<Source> {
    const known = this.#large.get(key)
    if (known !== undefined) {
      await handle.close()
      return known.share()
    }
    const file = new ChunkedFile(handle, stats, this.#chunks, () => this.#large.delete(key))
    this.#large.set(key, file)
    return file.share()
  }

  async #readWhole(key: string, handle: FileHandle): Promise<Buffer> {
    let isMine = false
    const bytes = this.#whole.get(key, () => {
      isMine = true
      return handle.readFile().finally(() => handle.close())
    })
    if (!isMine) await handle.close()
    return bytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#large.values()].map((file) => file[Symbol.asyncDispose]()))
  }
}
