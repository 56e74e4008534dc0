import fc from 'fast-check'
import {expect, test} from 'vitest'
import {bytesOfText, textOfBytes} from './run-shell.ts'

const pieces = fc.oneof(
  fc.uint8Array({maxLength: 6}),
  fc.string({unit: 'binary'}).map((text) => Buffer.from(text)),
  fc.constantFrom(Buffer.from('Müller', 'latin1'), Buffer.from([0xe2, 0x82]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('\ufffd😀')),
)

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.array(pieces), (list) => {
      const bytes = Buffer.concat(list)
      expect(bytesOfText(textOfBytes(bytes)).equals(bytes)).toBe(true)
    }),
    {numRuns: 1000},
  )
})

test('UTF-8 is read as UTF-8, also beside bytes that are not UTF-8', () => {
  expect(textOfBytes(Buffer.concat([Buffer.from('ü€😀\ufffd'), Buffer.from('ü', 'latin1')]))).toBe('ü€😀\ufffd\udcfc')
})
