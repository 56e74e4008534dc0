import {addressBytes} from './ipv4.ts'
import {mac} from './ethernet.ts'

/** A request of a DHCP client (RFC 2131). */
export interface DhcpQuestion {
  transaction: Buffer
  mac: string
  flags: number
  /** DISCOVER 1, REQUEST 3; undefined for BOOTP. */
  type?: number
  options: ReadonlyMap<number, Buffer>
}

export interface DhcpOffer {
  client: string
  server: string
  netmask: string
  bootfile?: string
  hostname?: string
  leaseS: number
  /** Further options as raw bytes. */
  more?: ReadonlyMap<number, Buffer>
}

const cookie = 0x63825363
export const dhcpTypes = {discover: 1, offer: 2, request: 3, decline: 4, ack: 5, nak: 6, release: 7, inform: 8} as const

export function readDhcp(data: Buffer): DhcpQuestion | undefined {
  if (data.length < 240 || data[0] !== 1 || data[1] !== 1 || data[2] !== 6 || data.readUInt32BE(236) !== cookie) return undefined
  const options = new Map<number, Buffer>()
  let at = 240
  while (at < data.length) {
    const code = data.readUInt8(at)
    if (code === 255) break
    if (code === 0) {
      at += 1
      continue
    }
    const length = data[at + 1]
    if (length === undefined || at + 2 + length > data.length) return undefined
    options.set(code, data.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  const type = options.get(53)?.[0]
  return {
    transaction: data.subarray(4, 8),
    mac: mac(data.subarray(28, 34)),
    flags: data.readUInt16BE(10),
    options,
    ...(type === undefined ? {} : {type}),
  }
}

/** The answer to DISCOVER (OFFER), REQUEST (ACK) or BOOTP (no message type); undefined for other messages. */
export function answerDhcp(question: DhcpQuestion, offer: DhcpOffer): Buffer | undefined {
  const {type} = question
  if (type !== undefined && type !== dhcpTypes.discover && type !== dhcpTypes.request) return undefined
  const head = Buffer.alloc(240)
  head.set([2, 1, 6, 0], 0)
  question.transaction.copy(head, 4)
  head.writeUInt16BE(question.flags, 10)
  addressBytes(offer.client).copy(head, 16)
  addressBytes(offer.server).copy(head, 20)
  Buffer.from(question.mac.replaceAll(':', ''), 'hex').copy(head, 28)
  head.write((offer.bootfile ?? '').slice(0, 127), 108, 'latin1')
  head.writeUInt32BE(cookie, 236)
  const lease = Buffer.alloc(4)
  lease.writeUInt32BE(offer.leaseS)
  const options: [number, Buffer][] = [
    ...(type === undefined ? [] : [[53, Buffer.from([type === dhcpTypes.discover ? dhcpTypes.offer : dhcpTypes.ack])] as [number, Buffer]]),
    [54, addressBytes(offer.server)],
    [51, lease],
    [1, addressBytes(offer.netmask)],
    [66, Buffer.from(offer.server, 'latin1')],
    ...(offer.hostname === undefined ? [] : [[12, Buffer.from(offer.hostname, 'latin1')] as [number, Buffer]]),
    ...(offer.bootfile === undefined ? [] : [[67, Buffer.from(offer.bootfile, 'latin1')] as [number, Buffer]]),
    ...(offer.more ?? []),
  ]
  const body = Buffer.concat([...options.flatMap(([code, value]) => [Buffer.from([code, value.length]), value]), Buffer.from([255])])
  // Old BOOTP clients require at least 300 bytes (RFC 1542, 2.1).
  return Buffer.concat([head, body, Buffer.alloc(Math.max(0, 60 - body.length))])
}
