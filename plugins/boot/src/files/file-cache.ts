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
  /** Changes whenever the file does. */
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
  /** Bytes of what is made of files. */
  madeTotal: number
}

export const usualCacheLimits: CacheLimits = {wholeFile: 64 << 20, wholeTotal: 64 << 20, chunkTotal: 32 << 20, madeTotal: 64 << 20}

/**
 * Files as they are now: a name is resolved anew for each request, and a file whose identity, size or time changed is read
 * anew, while transfers under way keep the bytes that they began with, or end with an error.
 */
export class FileCache implements AsyncDisposable {
  readonly #limits: CacheLimits
  /** By path and version. */
  readonly #whole: BufferCache
  readonly #large = new Map<string, ChunkedFile>()
  readonly #chunks: ChunkCache
  /** What is made of files: overlays, netascii. */
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
    // Nobody else is given what may have changed again without a trace.
    const key = `${path} ${version}${isFresh(stats) ? ` ${++this.#freshReads}` : ''}`
    const about = {kind: 'source' as const, path, version, modified: stats.mtime}
    if (stats.size > this.#limits.wholeFile) return {...about, source: await this.#openLarge(key, handle, stats)}
    return {...about, source: bufferSource(await this.#readWhole(key, handle))}
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
