import {expect, test} from 'vitest'
import {Limits, usualLimits} from './limits.ts'

test('only the allowed networks are answered', () => {
  const limits = new Limits({...usualLimits, allow: ['10.0.0.0/24', 'fd00::/8']})
  expect(limits.request('10.0.0.7', 0)).toBe('ok')
  expect(limits.request('fd12::1', 0)).toBe('ok')
  expect(limits.request('fd12::1%eth0', 0)).toBe('ok')
  expect(limits.request('10.0.1.7', 0)).toBe('network')
  expect(limits.request('2001:db8::1', 0)).toBe('network')
})

test('public addresses are refused unless allowed', () => {
  const limits = new Limits(usualLimits)
  expect(limits.request('8.8.8.8', 0)).toBe('network')
  expect(limits.request('192.168.7.7', 0)).toBe('ok')
})

test('a burst is served, then the rate holds', () => {
  const limits = new Limits({...usualLimits, rate: 10, burst: 3})
  const verdicts = Array.from({length: 5}, () => limits.request('10.0.0.1', 0))
  expect(verdicts).toEqual(['ok', 'ok', 'ok', 'rate', 'rate'])
  expect(limits.request('10.0.0.2', 0)).toBe('ok')
  expect(limits.request('10.0.0.1', 100)).toBe('ok')
})

test('transfers at once are counted by address and in all', () => {
  const limits = new Limits({...usualLimits, perClient: 2, total: 3})
  limits.began('10.0.0.1')
  limits.began('10.0.0.1')
  expect(limits.request('10.0.0.1', 0)).toBe('transfers')
  expect(limits.request('10.0.0.2', 0)).toBe('ok')
  limits.began('10.0.0.2')
  expect(limits.request('10.0.0.3', 0)).toBe('transfers')
  limits.ended('10.0.0.1')
  expect(limits.request('10.0.0.1', 0)).toBe('ok')
})

test('a wrong network is named', () => {
  expect(() => new Limits({...usualLimits, allow: ['10.0.0.0/99']})).toThrow('"10.0.0.0/99" is not a network')
})
