/** The bytes of one file at one moment. */
export interface Source extends AsyncDisposable {
  /** Bytes. */
  readonly size: number
  /** The bytes, or undefined when they have yet to be read; `load` then brings them. */
  slice(offset: number, length: number): Buffer | undefined
  load(offset: number, length: number): Promise<void>
}

/** A source that is in memory as a whole. */
export function bufferSource(bytes: Buffer): Source {
  return {
    size: bytes.length,
    slice: (offset, length) => bytes.subarray(offset, offset + length),
    async load() {},
    async [Symbol.asyncDispose]() {},
  }
}
