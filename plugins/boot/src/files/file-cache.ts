import type {Stats} from 'node:fs'
import type {FileHandle} from 'node:fs/promises'
import {bufferSource, type Source} from '../tftp/source.ts'
import {ChunkedFile} from './chunked-file.ts'
import {ChunkCache} from './chunk-cache.ts'
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
}

export const usualCacheLimits: CacheLimits = {wholeFile: 64 << 20, wholeTotal: 64 << 20, chunkTotal: 32 << 20}

/**
 * Files as they are now: a name is resolved anew for each request, and a file whose identity, size or time changed is read
 * anew, while transfers under way keep the bytes that they began with.
 */
export class FileCache implements AsyncDisposable {
  readonly #limits: CacheLimits
  /** By path and version; the least recently used stands first. */
  readonly #whole = new Map<string, {bytes: Promise<Buffer>; size: number}>()
  readonly #large = new Map<string, ChunkedFile>()
  readonly #chunks: ChunkCache
  #held = 0

  constructor(limits: CacheLimits = usualCacheLimits) {
    this.#limits = limits
    this.#chunks = new ChunkCache(limits.chunkTotal)
  }

  /** Bytes in memory. */
  get held(): number {
    return this.#held + this.#chunks.held
  }

  async open(folder: string, name: string): Promise<OpenedSource | NotOpened> {
    const opened = await openBelow(folder, name)
    if (opened.kind !== 'file') return opened
    const {handle, stats, path} = opened
    const version = versionOf(stats)
    const key = `${path} ${version}`
    const about = {kind: 'source' as const, path, version, modified: stats.mtime}
    if (stats.size > this.#limits.wholeFile) return {...about, source: await this.#openLarge(key, handle, stats.size)}
    return {...about, source: bufferSource(await this.#readWhole(key, handle, stats.size))}
  }

  async #openLarge(key: string, handle: FileHandle, size: number): Promise<Source> {
    const known = this.#large.get(key)
    if (known !== undefined) {
      await handle.close()
      return known.share()
    }
    const file = new ChunkedFile(handle, size, this.#chunks, () => this.#large.delete(key))
    this.#large.set(key, file)
    return file.share()
  }

  /** Reads a file once, however many ask at the same time. */
  async #readWhole(key: string, handle: FileHandle, size: number): Promise<Buffer> {
    const known = this.#whole.get(key)
    if (known !== undefined) {
      this.#whole.delete(key)
      this.#whole.set(key, known)
      await handle.close()
      return known.bytes
    }
    const bytes = handle.readFile().finally(() => handle.close())
    this.#whole.set(key, {bytes, size})
    this.#held += size
    bytes.catch(() => this.#forget(key))
    this.#shrink()
    return bytes
  }

  #shrink(): void {
    for (const key of this.#whole.keys()) {
      if (this.#held <= this.#limits.wholeTotal || this.#whole.size === 1) return
      this.#forget(key)
    }
  }

  #forget(key: string): void {
    this.#held -= this.#whole.get(key)?.size ?? 0
    this.#whole.delete(key)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#large.values()].map((file) => file[Symbol.asyncDispose]()))
    this.#whole.clear()
  }
}

function versionOf({dev, ino, size, mtimeMs}: Stats): string {
  return [dev, ino, size, mtimeMs].map((part) => Math.round(part).toString(36)).join('-')
}
