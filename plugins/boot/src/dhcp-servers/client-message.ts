import {isIPv4} from 'node:net'
import {address} from '../test-boot/wire/ipv4.ts'
import {macBytes} from '../test-boot/wire/ethernet.ts'

const cookie = 0x63825363
/** Bytes before the options (RFC 2131 section 2). */
const headBytes = 240

/** A DHCPDISCOVER that servers answer by broadcast. */
export function writeDiscover(mac: string, transaction: number): Buffer {
  const head = Buffer.alloc(headBytes)
  head.set([1, 1, 6], 0)
  head.writeUInt32BE(transaction, 4)
  head.writeUInt16BE(0x8000, 10) // broadcast flag
  macBytes(mac).copy(head, 28)
  head.writeUInt32BE(cookie, 236)
  // Message type 1, and a request for netmask and router, without which some servers send no offer.
  const options = Buffer.from([53, 1, 1, 55, 2, 1, 3, 255])
  // Relay agents may drop messages under 300 bytes (RFC 1542, 2.1).
  return Buffer.concat([head, options, Buffer.alloc(60 - options.length)])
}

/** An answer of a DHCP server: OFFER, ACK or NAK. */
export interface ServerMessage {
  transaction: number
  /** Option 54. */
  server: string
  type: 'OFFER' | 'ACK' | 'NAK'
  /** Address that it gives; undefined for a NAK, and for the ACK of an INFORM. */
  offered: string | undefined
  netmask: string | undefined
}

const types: Readonly<Record<number, ServerMessage['type']>> = {2: 'OFFER', 5: 'ACK', 6: 'NAK'}

/** Undefined for everything else, whatever its bytes are. */
export function readServerMessage(data: Buffer): ServerMessage | undefined {
  if (data.length < headBytes || data[0] !== 2 || data.readUInt32BE(236) !== cookie) return undefined
  const options = readOptions(data)
  const type = types[options.get(53)?.[0] ?? 0]
  const server = addressIn(options.get(54))
  if (type === undefined || server === undefined) return undefined
  return {transaction: data.readUInt32BE(4), server, type, offered: addressIn(data.subarray(16, 20)), netmask: addressIn(options.get(1))}
}

function readOptions(data: Buffer): Map<number, Buffer> {
  const options = new Map<number, Buffer>()
  for (let at = headBytes; at < data.length && data[at] !== 255; ) {
    const [code = 0, length = 0] = data.subarray(at)
    if (code !== 0) options.set(code, data.subarray(at + 2, at + 2 + length))
    at += code === 0 ? 1 : 2 + length
  }
  return options
}

function addressIn(bytes: Buffer | undefined): string | undefined {
  const text = bytes?.length === 4 ? address(bytes) : ''
  return isIPv4(text) && text !== '0.0.0.0' ? text : undefined
}
