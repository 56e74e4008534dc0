import type {Source} from './source.ts'

/** Bytes that replace those at `offset`. */
export interface Patch {
  offset: number
  bytes: Uint8Array
}

/** A source with a few bytes replaced; nothing is copied but the pieces that a patch touches. */
export function patched(source: Source, patches: readonly Patch[]): Source {
  return {
    size: source.size,
    slice(offset, length) {
      const piece = source.slice(offset, length)
      const touching = patches.filter((patch) => patch.offset < offset + length && offset < patch.offset + patch.bytes.length)
      if (piece === undefined || touching.length === 0) return piece
      const copy = Buffer.from(piece)
      for (const patch of touching) {
        const from = Math.max(patch.offset, offset)
        const to = Math.min(patch.offset + patch.bytes.length, offset + copy.length)
        copy.set(patch.bytes.subarray(from - patch.offset, to - patch.offset), from - offset)
      }
      return copy
    },
    load: (offset, length) => source.load(offset, length),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}

/** A source followed by more bytes. */
export function appended(source: Source, tail: Buffer): Source {
  return {
    size: source.size + tail.length,
    slice(offset, length) {
      if (offset + length <= source.size) return source.slice(offset, length)
      if (offset >= source.size) return tail.subarray(offset - source.size, offset - source.size + length)
      const front = source.slice(offset, source.size - offset)
      return front === undefined ? undefined : Buffer.concat([front, tail.subarray(0, length - front.length)])
    },
    load: (offset, length) => (offset >= source.size ? Promise.resolve() : source.load(offset, Math.min(length, source.size - offset))),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}

/** All bytes of a source. */
export async function readAll(source: Source): Promise<Buffer> {
  return readPart(source, 0, source.size)
}

export async function readPart(source: Source, start: number, length: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  const step = 64 << 10
  const end = Math.min(source.size, start + length)
  for (let offset = start; offset < end; offset += step) {
    const wanted = Math.min(step, end - offset)
    let piece = source.slice(offset, wanted)
    while (piece === undefined) {
      await source.load(offset, wanted)
      piece = source.slice(offset, wanted)
    }
    pieces.push(Buffer.from(piece))
  }
  return Buffer.concat(pieces)
}
