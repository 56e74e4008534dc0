import {describe, expect, test} from 'vitest'
import fc from 'fast-check'
import {deviceId, firstSubnet, hostAddress, identityOf, macOf, plugAddress, subnetCount, vethOf} from './identity.ts'

const anyLab = fc.string({minLength: 1}).map((name) => identityOf(`/labs/${name}`))

describe('names of a lab', () => {
  test('interfaces fit into the 15 characters that Linux allows', () => {
    fc.assert(fc.property(anyLab, fc.integer({min: 1, max: 9}), (lab, n) => lab.bridge.length <= 15 && vethOf(lab, n).length <= 15))
  })

  test('are the same each time, and differ between folders', () => {
    expect(identityOf('/a')).toEqual(identityOf('/a'))
    expect(identityOf('/a').id).not.toBe(identityOf('/b').id)
  })
})

describe('addresses of a lab', () => {
  test('stay inside the benchmarking range and the loopback', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: subnetCount - 1}), fc.integer({min: 1, max: 9}), (subnet, n) => {
        expect(hostAddress(subnet, 10 + n)).toMatch(/^198\.1[89]\.\d{1,3}\.1\d$/)
        expect(plugAddress(subnet, n)).toMatch(/^127\.8[89]\.\d{1,3}\.1\d$/)
      }),
    )
  })

  test('every network has its own', () => {
    const all = Array.from({length: subnetCount}, (_, subnet) => hostAddress(subnet, 1))
    expect(new Set(all).size).toBe(subnetCount)
    fc.assert(fc.property(anyLab, (lab) => all[firstSubnet(lab)] !== undefined))
  })
})

describe('identities of plugs', () => {
  test("have the shape that the devices have, and are never a real maker's", () => {
    const lab = identityOf('/a')
    expect(deviceId(lab, 'node1')).toMatch(/^[0-9A-F]{40}$/)
    expect(macOf(lab, 1, 'plug')).toMatch(/^02(:[0-9a-f]{2}){5}$/)
    expect(new Set([macOf(lab, 1, 'plug'), macOf(lab, 1, 'host'), macOf(lab, 2, 'host')]).size).toBe(3)
  })
})
