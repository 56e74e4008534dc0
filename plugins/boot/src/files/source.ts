/** The bytes of a file as of one moment. */
export interface Source extends AsyncDisposable {
  /** Bytes. */
  readonly size: number
  /** The bytes, or undefined when they are not in memory; `load` reads them. */
  slice(offset: number, length: number): Buffer | undefined
  load(offset: number, length: number): Promise<void>
}

/** A source that is completely in memory. */
export function bufferSource(bytes: Buffer): Source {
  return {
    size: bytes.length,
    slice: (offset, length) => bytes.subarray(offset, offset + length),
    async load() {},
    async [Symbol.asyncDispose]() {},
  }
}
