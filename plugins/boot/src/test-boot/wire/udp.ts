import {checksum} from './checksum.ts'
import {addressBytes, type Packet, protocols} from './ipv4.ts'

/** One UDP datagram (RFC 768). */
export interface Datagram {
  fromPort: number
  toPort: number
  data: Buffer
}

/** Undefined when it is truncated or its checksum is wrong; a checksum of 0 means that the sender computed none. */
export function readUdp({from, to, payload}: Packet): Datagram | undefined {
  if (payload.length < 8) return undefined
  const length = payload.readUInt16BE(4)
  if (length < 8 || length > payload.length) return undefined
  const bytes = payload.subarray(0, length)
  if (bytes.readUInt16BE(6) !== 0 && checksum(pseudoHeader(from, to, length), bytes) !== 0) return undefined
  return {fromPort: bytes.readUInt16BE(0), toPort: bytes.readUInt16BE(2), data: bytes.subarray(8)}
}

export function writeUdp(from: string, to: string, {fromPort, toPort, data}: Datagram): Packet {
  const payload = Buffer.alloc(8 + data.length)
  payload.writeUInt16BE(fromPort, 0)
  payload.writeUInt16BE(toPort, 2)
  payload.writeUInt16BE(payload.length, 4)
  data.copy(payload, 8)
  payload.writeUInt16BE(checksum(pseudoHeader(from, to, payload.length), payload) || 0xffff, 6)
  return {from, to, protocol: protocols.udp, payload}
}

function pseudoHeader(from: string, to: string, length: number): Buffer {
  return Buffer.concat([addressBytes(from), addressBytes(to), Buffer.from([0, protocols.udp, length >>> 8, length & 255])])
}
