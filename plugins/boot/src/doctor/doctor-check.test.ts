import type {Inventory} from '@ops/core/inventory'
import {expect, test} from 'vitest'
import {bootDoctorCheck} from './doctor-check.ts'

const {signal} = new AbortController()
const withTop = (top: object | undefined) => ({inventory: {top: () => top} as unknown as Inventory})

test('only what the profiles use is a failure when it is missing', async () => {
  const optional = async (top: object) =>
    Object.fromEntries(
      (await bootDoctorCheck.run(withTop(top), signal)).map(({subject, optional}) => [subject.split(' ')[0], optional === true]),
    )
  expect(await optional({profiles: {pc: {nfs: {path: '/srv'}}}})).toMatchObject({showmount: false, 'nfs-ls': false, dnsmasq: true})
  expect(await optional({profiles: {pc: {}}})).toMatchObject({showmount: true, 'nfs-ls': true, mmdebstrap: true})
})

test('programs are checked when the inventory has a boot section, or there is no inventory', async () => {
  const all = await bootDoctorCheck.run({}, signal)
  expect(all.map(({subject}) => subject)).toContain('dnsmasq on this machine')
  expect(await bootDoctorCheck.run(withTop({root: 'srv'}), signal)).toEqual(all)
  expect(await bootDoctorCheck.run(withTop(undefined), signal)).toEqual([])
})
