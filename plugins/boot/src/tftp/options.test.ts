import fc from 'fast-check'
import {expect, test} from 'vitest'
import {agreeOnOptions} from './options.ts'

const limits = {size: 1000, maxBlksize: 1468, maxWindow: 64, maxWindowBytes: 65536}
const ask = (text: string, over = {}) =>
  agreeOnOptions(
    text
      .split(' ')
      .filter(Boolean)
      .map((pair) => ({name: pair.split('=')[0] ?? '', value: pair.split('=')[1] ?? ''})),
    {...limits, ...over},
  )
const agreed = (text: string, over = {}) =>
  ask(text, over)
    .accepted.map(({name, value}) => `${name}=${value}`)
    .join(' ')

test.each([
  ['', ''],
  ['tsize=0', 'tsize=1000'],
  ['tsize=77', 'tsize=1000'],
  ['BLKSIZE=1024 TSize=0', 'BLKSIZE=1024 TSize=1000'],
  ['blksize=99999', 'blksize=1468'],
  ['blksize=7', ''],
  ['blksize=abc tsize=-1 windowsize=0', ''],
  ['timeout=5 multicast= utimeout=3', 'timeout=5'],
  ['timeout=3000', ''],
  ['windowsize=100', 'windowsize=64'],
  ['windowsize=32 blksize=1428', 'windowsize=32 blksize=1428'],
  ['blksize=512 blksize=1024', 'blksize=512'],
])('%s is answered with "%s"', (asked, answer) => expect(agreed(asked)).toBe(answer))

test('the window is capped in bytes, for any order of the options', () => {
  expect(agreed('windowsize=16 blksize=8192', {maxBlksize: 65464})).toBe('windowsize=8 blksize=8192')
  expect(agreed('windowsize=16 blksize=65464', {maxBlksize: 65464})).toBe('windowsize=1 blksize=65464')
})

test('netascii has no tsize', () => expect(agreed('tsize=0', {size: undefined})).toBe(''))

test('no value exceeds the request, and the window always fits', () => {
  fc.assert(
    fc.property(fc.nat(70000), fc.nat(70000), (blksize, windowsize) => {
      const terms = ask(`blksize=${blksize} windowsize=${windowsize}`, {maxBlksize: 65464})
      if (blksize >= 8) expect(terms.blksize).toBeLessThanOrEqual(blksize)
      if (windowsize >= 1) expect(terms.windowsize).toBeLessThanOrEqual(windowsize)
      expect(terms.windowsize === 1 || terms.windowsize * terms.blksize <= 65536).toBe(true)
    }),
  )
})
