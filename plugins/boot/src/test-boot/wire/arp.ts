import {mac, macBytes} from './ethernet.ts'
import {address, addressBytes} from './ipv4.ts'

/** ARP for IPv4 over Ethernet (RFC 826). */
export interface Arp {
  /** 1 request, 2 reply. */
  operation: number
  fromMac: string
  from: string
  toMac: string
  to: string
}

export function readArp(bytes: Buffer): Arp | undefined {
  if (bytes.length < 28 || bytes.readUInt32BE(0) !== 0x00010800 || bytes.readUInt16BE(4) !== 0x0604) return undefined
  return {
    operation: bytes.readUInt16BE(6),
    fromMac: mac(bytes.subarray(8, 14)),
    from: address(bytes.subarray(14, 18)),
    toMac: mac(bytes.subarray(18, 24)),
    to: address(bytes.subarray(24, 28)),
  }
}

export function writeArp({operation, fromMac, from, toMac, to}: Arp): Buffer {
  const head = Buffer.from([0, 1, 8, 0, 6, 4, 0, operation])
  return Buffer.concat([head, macBytes(fromMac), addressBytes(from), macBytes(toMac), addressBytes(to)])
}
