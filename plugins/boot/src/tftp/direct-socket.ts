import type {Socket} from 'node:dgram'
import {readSync, writeSync} from 'node:fs'

/**
 * Descriptor of a bound UDP socket, an internal of dgram. With it a block costs one write(2) and an answer one read(2),
 * without allocating an object, a 64 KiB buffer and an address each (bench/boot measures both ways). Undefined on a Node
 * that hides it: all packets then go through dgram.
 */
export function descriptorOf(socket: Socket): number | undefined {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const state: unknown = Reflect.get(socket, symbol)
    if (typeof state !== 'object' || state === null || !('handle' in state)) continue
    const {handle} = state
    if (typeof handle !== 'object' || handle === null || !('fd' in handle)) continue
    if (typeof handle.fd === 'number' && handle.fd > 2) return handle.fd
  }
  return undefined
}

/** Buffer for an answer: an ACK has 4 bytes, an ERROR a line of text. */
const answer = Buffer.alloc(1024)

/** Sends one datagram to the peer of a connected socket; returns the error when it was not sent. */
export function writeDirectly(descriptor: number, packet: Buffer, length: number): NodeJS.ErrnoException | undefined {
  try {
    writeSync(descriptor, packet, 0, length)
    return undefined
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
}

/** Receives a datagram that has already arrived, valid until the next call; or the error, EAGAIN when there is none. */
export function readDirectly(descriptor: number): Buffer | NodeJS.ErrnoException {
  // Most reads find no datagram, and a stack trace would cost three times as much as the read.
  const {stackTraceLimit} = Error
  Error.stackTraceLimit = 0
  try {
    return answer.subarray(0, readSync(descriptor, answer, 0, answer.length, null))
  } catch (error) {
    return error as NodeJS.ErrnoException
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
