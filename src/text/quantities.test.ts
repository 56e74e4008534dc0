import {expect, test} from 'vitest'
import {formatDuration, formatLocalTime, parseDuration} from './quantities.ts'

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
  ['5 min', '5m'],
  ['2 hours', '2h'],
  ['1,5m', '1.5m'],
  ['10S', '10s'],
  ['3 days', '3d'],
])('%s is refused with a hint to write %s', (text, meant) => {
  expect(() => parseDuration(text)).toThrow(expect.objectContaining({hint: `write ${meant}`}))
  expect(parseDuration(meant)).toBeGreaterThan(0)
})

test.each(['soon', '', 'm', '5 parsecs', '-1s'])('no hint claims to know what %j is', (text) => {
  expect(() => parseDuration(text)).toThrow(expect.objectContaining({hint: 'write e.g. 30s, 5m, 1.5h'}))
})

test.each([
  [850.4, '850 ms'],
  [4210, '4.2 s'],
  [200_000, '3 min 20 s'],
])('%i ms is shown as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test.each([
  ['UTC', '2026-11-21', '13:06:04.007', 'UTC'],
  ['Europe/Stockholm', '2026-11-21', '14:06:04.007', '+01:00'],
  ['Asia/Kathmandu', '2026-11-21', '18:51:04.007', '+05:45'],
  ['Pacific/Kiritimati', '2026-11-22', '03:06:04.007', '+14:00'],
  ['America/St_Johns', '2026-11-21', '09:36:04.007', '-03:30'],
])('in %s it is %s %s %s', (timeZone, date, time, zone) => {
  expect(formatLocalTime('2026-11-21T13:06:04.007Z', timeZone)).toEqual({date, time, zone})
})
