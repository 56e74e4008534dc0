import {expect, test} from 'vitest'
import {parseDuration, formatDuration} from './quantities.ts'

test.each([
  ['200ms', 200],
  ['90s', 90_000],
  ['90', 90_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each(['', 'soon', '-1s', '1w', '1 0s'])('%j is refused', (text) => {
  expect(() => parseDuration(text)).toThrow(expect.objectContaining({code: 'TEXT_DURATION_INVALID', exit: 64}))
})

test.each([
  [850.4, '850 ms'],
  [4210, '4.2 s'],
  [200_000, '3 min 20 s'],
])('%i ms is shown as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
