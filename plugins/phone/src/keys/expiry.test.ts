import fc from 'fast-check'
import {expect, test} from 'vitest'
import {parseExpiry, formatExpiry} from './expiry.ts'

test("is in the phone's time zone, or in UTC with Z if its sshd supports that", () => {
  const noon = Date.UTC(2026, 10, 21, 12, 0, 0) / 1000
  expect(formatExpiry(noon, '+0530', false)).toBe('20261121173000')
  expect(formatExpiry(noon, '-0800', false)).toBe('20261121040000')
  expect(formatExpiry(noon, '-0800', true)).toBe('20261121120000Z')
})

test('reads back what it shows, in every zone', () => {
  const zone = fc
    .tuple(fc.constantFrom('+', '-'), fc.integer({min: 0, max: 14}), fc.constantFrom(0, 15, 30, 45))
    .map(([sign, h, m]) => `${sign}${String(h).padStart(2, '0')}${String(m).padStart(2, '0')}`)
  fc.assert(
    fc.property(fc.integer({min: 1_000_000_000, max: 4_000_000_000}), zone, fc.boolean(), (epoch, where, utc) => {
      expect(parseExpiry(formatExpiry(epoch, where, utc), where)).toBe(epoch)
    }),
  )
})

test('takes the short forms of sshd(8), and nothing else', () => {
  expect(parseExpiry('20261121', '+0000')).toBe(Date.UTC(2026, 10, 21) / 1000)
  expect(parseExpiry('202611211230', '+0000')).toBe(Date.UTC(2026, 10, 21, 12, 30) / 1000)
  expect(parseExpiry('tomorrow', '+0000')).toBeUndefined()
})
