import type {Body, BodyPool} from './body-pool.ts'
import {type Piece, preferences} from './pieces.ts'

export interface Assembly {
  head: string
  /** Mounts in the order of the answer; the first `count` of them. */
  order: Uint32Array
  count: number
  pieces: (entry: number) => readonly Piece[]
  /** Bits of the protocols that may stand in the answer. */
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

/** Puts an answer together by copying encoded pieces into pooled memory. */
export function assemble(assembly: Assembly, pool: BodyPool): Body {
  const {head, order, count, pieces, tail, foot} = assembly
  let length = head.length + foot.length
  for (let at = 0; at < count; at++) {
    const list = pieces(order[at] as number)
    let seen = 0
    for (let index = 0; index < list.length; index++) {
      const piece = list[index] as Piece
      if (!fits(assembly, piece.protocol, seen)) continue
      seen |= piece.protocol
      length += piece.bytes.length + tail.length
    }
  }
  const body = pool.take(length)
  const {bytes} = body
  let position = bytes.write(head, 'latin1')
  let preference = topPreference
  for (let at = 0; at < count; at++) {
    const list = pieces(order[at] as number)
    const digits = preferences[preference] as Uint8Array
    let seen = 0
    for (let index = 0; index < list.length; index++) {
      const piece = list[index] as Piece
      if (!fits(assembly, piece.protocol, seen)) continue
      seen |= piece.protocol
      bytes.set(piece.bytes, position)
      if (piece.preferenceAt >= 0) writeDigits(bytes, position + piece.preferenceAt, digits)
      position += piece.bytes.length
      bytes.set(tail, position)
      position += tail.length
    }
    if (preference > 1) preference--
  }
  bytes.write(foot, position, 'latin1')
  return body
}

function fits({protocols, oncePerProtocol, oncePerHost}: Assembly, protocol: number, seen: number): boolean {
  if ((protocol & protocols) === 0) return false
  if (oncePerHost) return seen === 0
  return !oncePerProtocol || (seen & protocol) === 0
}

function writeDigits(bytes: Uint8Array, at: number, digits: Uint8Array): void {
  for (let index = 0; index < digits.length; index++) bytes[at + index] = digits[index] as number
}
