import fc from 'fast-check'
import {expect, test} from 'vitest'
import {decodePacket, encodeAck, encodeError, encodeOack, encodeRequest, writeDataHeader} from './packet.ts'

const word = fc.string({minLength: 1, maxLength: 20}).filter((text) => !text.includes('\0'))
const options = fc.array(fc.record({name: word, value: word}), {maxLength: 6})

test('a request survives encoding and decoding', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('rrq' as const, 'wrq' as const),
      word,
      fc.constantFrom('octet', 'netascii'),
      options,
      (kind, file, mode, opts) => {
        const request = {kind, file, mode, options: opts}
        expect(decodePacket(encodeRequest(request))).toEqual(request)
      },
    ),
  )
})

test('OACK, ACK, ERROR and DATA survive encoding and decoding', () => {
  fc.assert(
    fc.property(options, fc.nat(), word, fc.uint8Array({maxLength: 2000}), (opts, number, text, data) => {
      const block = number % 65536
      expect(decodePacket(encodeAck(block))).toEqual({kind: 'ack', block})
      expect(decodePacket(encodeError(block, text))).toEqual({kind: 'error', code: block, message: text})
      const packet = Buffer.concat([Buffer.alloc(4), data])
      writeDataHeader(packet, number)
      expect(decodePacket(packet)).toEqual({kind: 'data', block, data: Buffer.from(data)})
      if (opts.length > 0) expect(decodePacket(encodeOack(opts))).toEqual({kind: 'oack', options: opts})
    }),
  )
})

test('any bytes decode to something, without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 600}), fc.option(fc.integer({min: 0, max: 8})), (bytes, opcode) => {
      const datagram = Buffer.from(bytes)
      if (opcode !== null && datagram.length >= 2) datagram.writeUInt16BE(opcode, 0)
      expect(decodePacket(datagram).kind).toBeTypeOf('string')
    }),
    {numRuns: 2000},
  )
})

test.each([
  ['empty datagram', Buffer.alloc(0)],
  ['one byte', Buffer.from([1])],
  ['request without a name', Buffer.from('\0\u0001\0octet\0', 'latin1')],
  ['request without a mode', Buffer.from('\0\u0001file\0', 'latin1')],
])('%s is malformed', (_name, bytes) => {
  expect(decodePacket(bytes).kind).toBe('malformed')
})

test('trailing NULs and a missing last NUL are tolerated', () => {
  const padded = Buffer.from('\0\u0001a\0OCTET\0tsize\x000\0\0\0\0', 'latin1')
  expect(decodePacket(padded)).toMatchObject({mode: 'octet', options: [{name: 'tsize', value: '0'}]})
  expect(decodePacket(Buffer.from('\0\u0001a\0octet\0BlkSize\x001428', 'latin1'))).toMatchObject({
    options: [{name: 'BlkSize', value: '1428'}],
  })
})

test('a name longer than PATH_MAX is malformed', () => {
  const request = (length: number) => encodeRequest({kind: 'rrq', file: 'x'.repeat(length), mode: 'octet', options: []})
  expect([4096, 4097].map((length) => decodePacket(request(length)).kind)).toEqual(['rrq', 'malformed'])
})
