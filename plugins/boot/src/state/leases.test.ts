import {expect, test} from 'vitest'
import {Leases} from './leases.ts'

test('a lease ends by itself or when it is disarmed', () => {
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

test('without armedOnly all clients are served', () => {
  expect(new Leases(() => 0, false).refusal(undefined)).toBeUndefined()
})
