import type {Socket} from 'node:dgram'
import {readSync, writeSync} from 'node:fs'

/**
 * Descriptor of a bound UDP socket, which dgram keeps to itself. Through it a block costs write(2) and an answer read(2)
 * without an object, a 64 KiB buffer and an address made for each (bench/boot shows both ways). Undefined on a Node that
 * keeps it elsewhere: dgram then does all the work.
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

/** Bytes of the longest answer that is looked at: an ACK has 4, an ERROR a line of text. */
const answer = Buffer.alloc(1024)

/** One datagram to the peer of a connected socket; the error when it did not leave. */
export function writeDirectly(descriptor: number, packet: Buffer, length: number): NodeJS.ErrnoException | undefined {
  try {
    writeSync(descriptor, packet, 0, length)
    return undefined
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
}

/** A datagram that is there already, valid until the next reading; or the error, EAGAIN when there is none. */
export function readDirectly(descriptor: number): Buffer | NodeJS.ErrnoException {
  // Most readings find nothing, and a stack trace would cost three times as much as the reading.
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
