import {describe, expect, it} from 'vitest'
import {elsewhere, scene} from '../../../test/scene.ts'
import type {Transport} from '@ops/core/transport'
import {type GuardContext, noCut} from '@ops/core/seams'
import {gatewayTo, ipv6Gateways, parseRoutes} from './routes.ts'
import type {ThisMachine} from './this-machine.ts'

const routes = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth0\t0001A8C0\t0200000A\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0
`
const routes6 = `00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`
const machineId = '0123456789abcdef0123456789abcdef'

describe('routes', () => {
  it('give the first gateway to an address', () => {
    const table = parseRoutes(routes)
    expect(gatewayTo(table, '8.8.8.8')).toBe('10.0.0.1')
    expect(gatewayTo(table, '10.0.0.77')).toBeUndefined()
    expect(gatewayTo(table, '192.168.1.9')).toBe('10.0.0.2')
    expect(gatewayTo(table, 'not an address')).toBeUndefined()
    expect(gatewayTo(parseRoutes(''), '8.8.8.8')).toBeUndefined()
    expect(ipv6Gateways(routes6)).toEqual(['fe800000000000000000000000000001'])
  })
})

/** The findings of the self-cut guard about host `a`. */
async function check(inventory: string, here: Partial<ThisMachine>, id = '') {
  const exec = async (argv: readonly string[]) => {
    if (argv[0] !== 'cat') throw new Error('only the machine-id is read here')
    return {code: 0, signal: null, stdout: `${id}\n`, stderr: ''}
  }
  const transport: Transport = {host: 'a', kind: 'ssh', exec, async [Symbol.asyncDispose]() {}}
  const {services, registry, hosts, signal} = await scene({inventory, transports: {a: transport}, here: {...elsewhere, machineId, ...here}})
  const guard = registry.guards.get('self-cut')
  const context = {services, act: 'power.off', signal, cut: noCut, evacuation: {}} as unknown as GuardContext
  const [host] = hosts('a')
  if (guard === undefined || host === undefined) throw new Error('no guard')
  const {findings} = await guard.check(host, context)
  return findings.map(({code, forcible, message}) => ({code, forcible, message}))
}

const kasa = 'power: {driver: kasa, address: 192.168.1.9}'

describe('self-cut', () => {
  it.each<[string, string, Partial<ThisMachine>, string]>([
    ['an address of its own', `hosts: {a: {address: 10.0.0.9, ${kasa}}}`, {addresses: ['10.0.0.9']}, 'POWER_SELF_CUT'],
    ['a loopback address', `hosts: {a: {address: 127.0.0.1, ${kasa}}}`, {}, 'POWER_SELF_CUT'],
    ['its name alone', `hosts: {a: {${kasa}}}`, {hostnames: ['a']}, 'POWER_SELF_CUT'],
    ['commands that run here', `hosts: {a: {transport: local, ${kasa}}}`, {}, 'POWER_SELF_CUT'],
    ['the default gateway', `hosts: {a: {address: 10.0.0.1, ${kasa}}}`, {routes}, 'POWER_PATH_CUT'],
    ['the default IPv6 gateway', `hosts: {a: {address: 'fe80::1', ${kasa}}}`, {routes6}, 'POWER_PATH_CUT'],
    ['the gateway to its own plug', `hosts: {a: {address: 10.0.0.2, ${kasa}}}`, {routes}, 'POWER_PATH_CUT'],
    ["the machine of the user's ssh session", `hosts: {a: {address: 10.0.0.5, ${kasa}}}`, {cameFrom: '10.0.0.5'}, 'POWER_PATH_CUT'],
    [
      'what this machine depends on',
      `hosts: {a: {address: 10.0.0.5, ${kasa}}, s: {address: 10.0.0.6, depends: a}, me: {address: 10.0.0.9, depends: [s]}}`,
      {addresses: ['10.0.0.9']},
      'POWER_PATH_CUT',
    ],
    [
      'its own power command',
      `hosts: {a: {address: 10.0.0.5, power: {driver: exec, on: [x], off: [y], status: [z], via: a}}}`,
      {},
      'POWER_PATH_CUT',
    ],
  ])('refuses %s, and --force does not override it', async (_, inventory, here, code) => {
    expect(await check(inventory, here)).toMatchObject([{code, forcible: false}])
  })

  it('refuses the same machine-id behind any address', async () => {
    expect(await check(`hosts: {a: {address: 10.0.0.5, ${kasa}}}`, {}, machineId)).toMatchObject([{code: 'POWER_SELF_CUT'}])
  })

  it('finds nothing on another machine', async () => {
    expect(await check(`hosts: {a: {address: 10.0.0.5, ${kasa}}}`, {routes, routes6, addresses: ['10.0.0.9']}, 'f'.repeat(32))).toEqual([])
  })
})
