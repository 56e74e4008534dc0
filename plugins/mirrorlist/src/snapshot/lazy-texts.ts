/** Texts that lie encoded in a snapshot; each is decoded when it is asked for. */
export interface LazyTexts {
  readonly length: number
  get(index: number): string
  all(): string[]
}

export function lazyTexts(buffer: ArrayBuffer, offset: number, bytes: number, count: number): LazyTexts {
  const starts = new Uint32Array(buffer, offset, count + 1)
  const text = Buffer.from(buffer, offset + starts.byteLength, bytes - starts.byteLength)
  const get = (index: number) => text.toString('utf8', starts[index], starts[index + 1])
  return {length: count, get, all: () => Array.from({length: count}, (_, index) => get(index))}
}
