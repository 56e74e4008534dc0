import {checksum} from './checksum.ts'

const icmp = 58
/** Link-local address of the server's card, and all nodes (RFC 4291). */
const server = Buffer.from('fe80000000000000000000fffe000001', 'hex')
const allNodes = Buffer.from('ff020000000000000000000000000001', 'hex')

/**
 * The answer to an IPv6 router solicitation (RFC 4861 sections 4.1 and 4.2), undefined for every other packet: there is no
 * router and no address to be had. Without it iPXE asks for 16 s, after its DHCP is long done.
 */
export function answerSolicitation(packet: Buffer): Buffer | undefined {
  const isSolicitation = packet.length >= 48 && packet.readUInt8(0) >>> 4 === 6 && packet[6] === icmp && packet[40] === 133
  if (!isSolicitation) return undefined
  const asker = packet.subarray(8, 24)
  const to = asker.every((byte) => byte === 0) ? allNodes : asker
  // Type, code, checksum, hop limit; no flags, and a lifetime of 0: not a default router.
  const message = Buffer.alloc(16)
  message.set([134, 0, 0, 0, 64])
  const pseudoHeader = Buffer.concat([server, to, Buffer.from([0, 0, 0, message.length, 0, 0, 0, icmp])])
  message.writeUInt16BE(checksum(pseudoHeader, message), 2)
  // Hop limit 255 shows that no router forwarded the packet.
  return Buffer.concat([Buffer.from([0x60, 0, 0, 0, 0, message.length, icmp, 255]), server, to, message])
}
