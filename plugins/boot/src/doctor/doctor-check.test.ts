import type {Inventory} from '@ops/core/inventory'
import {expect, test} from 'vitest'
import {bootDoctorCheck} from './doctor-check.ts'

const {signal} = new AbortController()
const withTop = (top: object | undefined) => ({inventory: {top: () => top} as unknown as Inventory})

test('programs are checked when the inventory has a boot section, or there is no inventory', async () => {
  const all = await bootDoctorCheck.run({}, signal)
  expect(all.map(({subject}) => subject)).toContain('dnsmasq on this machine')
  expect(await bootDoctorCheck.run(withTop({root: 'srv'}), signal)).toEqual(all)
  expect(await bootDoctorCheck.run(withTop(undefined), signal)).toEqual([])
})
