import type {Body, BodyPool} from './body-pool.ts'
import {type Piece, preferences} from './pieces.ts'

export interface Assembly {
  head: string
  /** Mounts in the order of the answer; the first `count` of them. */
  order: Uint32Array
  count: number
  pieces: (entry: number) => readonly Piece[]
  /** Bits of the protocols that the answer may contain. */
  protocols: number
  /** One URL per protocol and host; else all. */
  oncePerProtocol: boolean
  /** Only the first URL of a host, which is its best. */
  oncePerHost: boolean
  /** Behind each piece: the path, and what ends the line or the element. */
  tail: Uint8Array
  foot: string
}

/** Highest preference of librepo; each host has one less than the one before it, down to 1. */
const topPreference = 100

/** The buffer in which answers are assembled: always the same memory, so that it stays in the processor's cache. Grows to the longest answer. */
let scratchBuffer = Buffer.allocUnsafeSlow(256 << 10)

/** Puts an answer together by copying encoded pieces, and copies it into pooled memory once its length is known. */
export function assemble(
  {head, order, count, pieces, protocols, oncePerProtocol, oncePerHost, tail, foot}: Assembly,
  pool: BodyPool,
): Body {
  if (scratchBuffer.length < head.length + foot.length) scratchBuffer = Buffer.allocUnsafeSlow((head.length + foot.length) * 2)
  let position = scratchBuffer.write(head, 0, 'latin1')
  for (let at = 0; at < count; at++) {
    const list = pieces(order[at] as number)
    let seen = 0
    for (let index = 0; index < list.length; index++) {
      const {bytes, protocol, preferenceAt} = list[index] as Piece
      if ((protocol & protocols) === 0 || (oncePerProtocol && (seen & protocol) !== 0)) continue
      seen |= protocol
      if (position + bytes.length + tail.length + foot.length > scratchBuffer.length) scratchBuffer = grown(scratchBuffer)
      scratchBuffer.set(bytes, position)
      if (preferenceAt >= 0) writePreference(position + preferenceAt, Math.max(topPreference - at, 1))
      position += bytes.length
      scratchBuffer.set(tail, position)
      position += tail.length
      if (oncePerHost) break
    }
  }
  position += scratchBuffer.write(foot, position, 'latin1')
  const body = pool.acquire(position)
  scratchBuffer.copy(body.bytes, 0, 0, position)
  return body
}

function grown(full: Buffer): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(full.length * 2)
  full.copy(larger)
  return larger
}

function writePreference(at: number, preference: number): void {
  const digits = preferences[preference] as Uint8Array
  for (let index = 0; index < digits.length; index++) scratchBuffer[at + index] = digits[index] as number
}
