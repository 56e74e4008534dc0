import {expect, test} from 'vitest'
import {parseUptime} from './uptime.ts'

const stat = '1 (my init) S 0 1 1 0 -1 4194560 7341 1049231 85 931 23 171 4214 3121 20 0 1 0 90000 175112192 3172 18446744073709551615'

test.each([
  ['a machine', `1000.50 1.00\n${stat.replace(' 90000 ', ' 50 ')}\n`, 1_000_000],
  ['a container, whose process 1 started 900 s after the kernel', `1000.00 1.00\n${stat}\n`, 100_000],
  ['a machine that hides processes', '1000.50 1.00\n', 1_000_500],
  ['noise', 'cat: not found\n', undefined],
])('the uptime of %s', (_, text, ms) => {
  expect(parseUptime(text)).toBe(ms)
})
