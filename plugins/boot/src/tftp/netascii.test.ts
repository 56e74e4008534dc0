import fc from 'fast-check'
import {expect, test} from 'vitest'
import {toNetascii} from './netascii.ts'

test('lines end in CR LF, a lone CR is followed by NUL', () => {
  expect(toNetascii(Buffer.from('a\nb\rc\r\n')).toString('latin1')).toBe('a\r\nb\r\0c\r\0\r\n')
})

test('decoding by a client restores the file', () => {
  const undo = (bytes: Buffer) => bytes.toString('latin1').replaceAll(/\r([\n\0])/g, (_all, next) => (next === '\n' ? '\n' : '\r'))
  fc.assert(
    fc.property(fc.array(fc.constantFrom('\r', '\n', '\0', 'x')), (letters) => {
      const text = letters.join('')
      expect(undo(toNetascii(Buffer.from(text, 'latin1')))).toBe(text)
    }),
  )
})
