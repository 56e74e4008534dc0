import fc from 'fast-check'
import {expect, test} from 'vitest'
import {readArp, writeArp} from './arp.ts'
import {answerDhcp, readDhcp} from './dhcp.ts'
import {readFrame, writeFrame} from './ethernet.ts'
import {readPacket, writePacket} from './ipv4.ts'
import {checksum} from './checksum.ts'
import {answerSolicitation} from './router-advertisement.ts'
import {readUdp, writeUdp} from './udp.ts'

const ip = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'))
const bytes = fc.uint8Array({maxLength: 200}).map((data) => Buffer.from(data))
const port = fc.nat(65535)

test('a datagram survives encoding and decoding as UDP, IPv4 and Ethernet', () => {
  fc.assert(
    fc.property(ip, ip, port, port, bytes, (from, to, fromPort, toPort, data) => {
      const frame = writeFrame({
        to: '52:54:00:12:34:56',
        from: '02:00:00:00:00:01',
        type: 0x0800,
        payload: writePacket(writeUdp(from, to, {fromPort, toPort, data})),
      })
      const packet = readPacket(readFrame(frame)?.payload ?? Buffer.alloc(0))
      expect(packet).toMatchObject({from, to, protocol: 17})
      expect(packet && readUdp(packet)).toEqual({fromPort, toPort, data})
    }),
  )
})

test('a changed bit in a packet header or datagram is noticed', () => {
  const packet = writePacket(writeUdp('10.0.0.1', '10.0.0.2', {fromPort: 69, toPort: 2001, data: Buffer.from('hello')}))
  for (let bit = 0; bit < packet.length * 8; bit += 1) {
    const changed = Buffer.from(packet)
    changed[bit >>> 3] = (changed[bit >>> 3] ?? 0) ^ (1 << (bit & 7))
    const read = readPacket(changed)
    const datagram = read === undefined || read.protocol !== 17 ? undefined : readUdp(read)
    // The one exception that RFC 768 makes: a checksum of 0 is no checksum; one flipped bit cannot give it here.
    expect(datagram).toBeUndefined()
  }
})

test('ARP survives encoding and decoding', () => {
  const arp = {operation: 2, fromMac: '02:00:00:00:00:01', from: '10.0.0.1', toMac: '52:54:00:12:34:56', to: '10.0.0.2'}
  expect(readArp(writeArp(arp))).toEqual(arp)
})

test('DHCP: a DISCOVER gets an OFFER with the boot file, and no bytes make the reader throw', () => {
  const discover = Buffer.alloc(244)
  discover.set([1, 1, 6, 0, 0xde, 0xad, 0xbe, 0xef])
  discover.set([0x52, 0x54, 0, 0x12, 0x34, 0x56], 28)
  discover.set([0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255], 236)
  const question = readDhcp(discover)
  expect(question).toMatchObject({mac: '52:54:00:12:34:56', type: 1})
  const answer =
    question && answerDhcp(question, {client: '10.0.0.2', server: '10.0.0.1', netmask: '255.255.255.0', bootfile: 'a/b', leaseS: 60})
  expect(answer?.subarray(16, 24)).toEqual(Buffer.from([10, 0, 0, 2, 10, 0, 0, 1]))
  expect(answer?.subarray(240, 243)).toEqual(Buffer.from([53, 1, 2]))
  expect(answer?.includes(Buffer.from([67, 3, 0x61, 0x2f, 0x62]))).toBe(true)
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 400}), fc.boolean(), (noise, cookie) => {
      const data = Buffer.from(noise)
      if (cookie && data.length >= 240) discover.copy(data, 0, 0, 240)
      readDhcp(data)
    }),
  )
})

test('a router solicitation is answered: no router, no addresses; nothing else is', () => {
  const solicitation = Buffer.alloc(48)
  solicitation.set([0x60, 0, 0, 0, 0, 8, 58, 255])
  solicitation.set(Buffer.from('fe80000000000000505400fffe123456', 'hex'), 8)
  solicitation[40] = 133
  const answer = answerSolicitation(solicitation) ?? Buffer.alloc(0)
  expect(answer).toHaveLength(56)
  expect([answer[6], answer[7], answer[40], answer[45], answer.readUInt16BE(46)]).toEqual([58, 255, 134, 0, 0])
  expect(answer.subarray(24, 40)).toEqual(solicitation.subarray(8, 24))
  // RFC 4443 section 2.3: over both addresses, length and next header.
  expect(checksum(answer.subarray(8, 40), Buffer.from([0, 0, 0, 16, 0, 0, 0, 58]), answer.subarray(40))).toBe(0)
  solicitation.fill(0, 8, 24)
  expect(answerSolicitation(solicitation)?.subarray(24, 40).toString('hex')).toBe('ff020000000000000000000000000001')
  solicitation[40] = 135
  expect(answerSolicitation(solicitation)).toBeUndefined()
  expect(answerSolicitation(Buffer.alloc(10))).toBeUndefined()
})
