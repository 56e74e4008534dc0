/** One Ethernet II frame. */
export interface Frame {
  to: string
  from: string
  /** EtherType: 0x0800 IPv4, 0x0806 ARP, 0x86dd IPv6. */
  type: number
  payload: Buffer
}

export const etherTypes = {ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd} as const
export const broadcast = 'ff:ff:ff:ff:ff:ff'
const headerSize = 14
/** Smallest frame without checksum (IEEE 802.3). */
const leastSize = 60

export function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < headerSize) return undefined
  return {
    to: mac(bytes.subarray(0, 6)),
    from: mac(bytes.subarray(6, 12)),
    type: bytes.readUInt16BE(12),
    payload: bytes.subarray(headerSize),
  }
}

export function writeFrame({to, from, type, payload}: Frame): Buffer {
  const bytes = Buffer.alloc(Math.max(leastSize, headerSize + payload.length))
  macBytes(to).copy(bytes, 0)
  macBytes(from).copy(bytes, 6)
  bytes.writeUInt16BE(type, 12)
  payload.copy(bytes, headerSize)
  return bytes
}

export function mac(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

export function macBytes(text: string): Buffer {
  return Buffer.from(text.replaceAll(':', ''), 'hex')
}
