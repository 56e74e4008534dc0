import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {type CpioEntry, writeCpio} from './write-cpio.ts'
import {readCpio} from './read-cpio.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,11}$/)
const path = fc.array(name, {minLength: 1, maxLength: 3}).map((parts) => parts.join('/'))
const mode = fc.constantFrom(0o644, 0o755, 0o4755)
const leaf: fc.Arbitrary<CpioEntry> = fc.oneof(
  fc.record({path, mode, kind: fc.constant('file' as const), data: fc.uint8Array({maxLength: 40}).map((bytes) => Buffer.from(bytes))}),
  fc.record({path, mode, kind: fc.constant('link' as const), target: path}),
  fc.record({path, mode, kind: fc.constant('device' as const), major: fc.nat(255), minor: fc.nat(255)}),
)
/** Files whose paths do not conflict. */
const leaves = fc.array(leaf, {maxLength: 8}).map((entries) => {
  const kept: CpioEntry[] = []
  for (const entry of entries)
    if (!kept.some(({path}) => `${path}/`.startsWith(`${entry.path}/`) || `${entry.path}/`.startsWith(`${path}/`))) kept.push(entry)
  return kept
})

describe('writeCpio', () => {
  test('writes the bytes of cpio(5)', () => {
    const bytes = writeCpio([{path: '/a', kind: 'file', mode: 0o644, data: Buffer.from('hi\n')}])
    const header = '07070100000001000081A4000000000000000000000001000000000000000300000000000000000000000000000000' + '0000000200000000'
    expect(bytes.toString('latin1', 0, 110)).toBe(header)
    expect(bytes.toString('latin1', 110, 116)).toBe('a\0hi\n\0')
    expect(bytes.length % 512).toBe(0)
  })

  test('a written archive reads back, with the parent folders added', () => {
    fc.assert(
      fc.property(leaves, (entries) => {
        const read = readCpio(writeCpio(entries))
        expect(read.filter(({kind}) => kind !== 'folder')).toEqual([...entries].sort((a, b) => (a.path < b.path ? -1 : 1)))
        const seen = new Set<string>()
        for (const entry of read) {
          const parent = entry.path.split('/').slice(0, -1).join('/')
          expect(parent === '' || seen.has(parent)).toBe(true)
          seen.add(entry.path)
        }
      }),
    )
  })

  test('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(leaves, (entries) => {
        expect(writeCpio([...entries].reverse()).equals(writeCpio(entries))).toBe(true)
      }),
    )
  })

  test('refuses names that leave the archive', () => {
    expect(() => writeCpio([{path: '../x', kind: 'folder', mode: 0o755}])).toThrow(RangeError)
  })
})

test('readCpio throws RangeError for damaged archives', () => {
  const good = writeCpio([{path: 'a/b', kind: 'file', mode: 0o644, data: Buffer.from('text')}])
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
      const bytes = Buffer.from(good.subarray(0, length))
      if (at < length) bytes[at] = value
      try {
        readCpio(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
})
