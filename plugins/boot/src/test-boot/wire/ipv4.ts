import {checksum} from './checksum.ts'

/** One IPv4 packet (RFC 791) without options and without fragments. */
export interface Packet {
  from: string
  to: string
  /** 1 ICMP, 17 UDP. */
  protocol: number
  payload: Buffer
}

export const protocols = {icmp: 1, udp: 17} as const
const headerSize = 20

/** Undefined for a wrong version, a truncated packet, a bad checksum, or a fragment. */
export function readPacket(bytes: Buffer): Packet | undefined {
  if (bytes.length < headerSize || bytes.readUInt8(0) >>> 4 !== 4) return undefined
  const size = (bytes.readUInt8(0) & 15) * 4
  const length = bytes.readUInt16BE(2)
  const fragment = bytes.readUInt16BE(6) & 0x3fff
  if (size < headerSize || length < size || length > bytes.length || fragment !== 0 || checksum(bytes.subarray(0, size)) !== 0)
    return undefined
  return {
    from: address(bytes.subarray(12, 16)),
    to: address(bytes.subarray(16, 20)),
    protocol: bytes.readUInt8(9),
    payload: bytes.subarray(size, length),
  }
}

export function writePacket({from, to, protocol, payload}: Packet): Buffer {
  const header = Buffer.alloc(headerSize)
  header.writeUInt8(0x45, 0)
  header.writeUInt16BE(headerSize + payload.length, 2)
  header.writeUInt16BE(0x4000, 6) // don't fragment
  header.writeUInt8(64, 8)
  header.writeUInt8(protocol, 9)
  addressBytes(from).copy(header, 12)
  addressBytes(to).copy(header, 16)
  header.writeUInt16BE(checksum(header), 10)
  return Buffer.concat([header, payload])
}

export function address(bytes: Uint8Array): string {
  return [...bytes].join('.')
}

export function addressBytes(text: string): Buffer {
  return Buffer.from(text.split('.').map(Number))
}
