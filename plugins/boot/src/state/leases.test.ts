import {expect, test} from 'vitest'
import {Leases} from './leases.ts'

test('a lease opens a window that closes by itself or by hand', () => {
  let now = 0
  const leases = new Leases(() => now, true)
  expect(leases.refusal('pxcab')).toContain('pxcab is not armed')
  expect(leases.refusal(undefined)).toContain('only machines that are armed')
  leases.arm('pxcab', 1000)
  expect(leases.refusal('pxcab')).toBeUndefined()
  now = 1001
  expect(leases.refusal('pxcab')).toContain('not armed')
  leases.arm('pxcab', 1000)
  expect(leases.disarm('pxcab')).toBe(true)
  expect(leases.list()).toEqual([])
})

test('without armedOnly everybody is served', () => {
  expect(new Leases(() => 0, false).refusal(undefined)).toBeUndefined()
})
