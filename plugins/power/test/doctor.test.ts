import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {tempFolder} from '@ops/core/testing'
import {expect, it, onTestFinished} from 'vitest'
import {needsCheck} from '../src/doctor/checks.ts'
import {outletsCheck} from '../src/doctor/outlets-check.ts'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {localTransport} from '@ops/core/transport'
import {scene} from './scene.ts'

it('checks the programs that switch outlets, by name and by path, except those of other machines', async () => {
  const power = (off: string, more = '') => `{driver: exec, on: [/bin/sh, "on"], off: [${off}], status: [sh]${more}}`
  const inventory = `hosts:
  a: {power: ${power('no-such-fence')}}
  b: {power: ${power('/no/such/fence')}}
  c: {power: ${power('elsewhere', ', via: a')}}
`
  const {services, registry, signal} = await scene({inventory})
  const findings = await needsCheck(registry).run({inventory: services.inventory}, signal)
  expect(findings.map(({subject, state, feature}) => [subject, state, feature])).toEqual([
    ['/bin/sh on this machine', 'ok', 'ops power of a,b'],
    ['no-such-fence on this machine', 'missing', 'ops power of a'],
    ['sh on this machine', 'ok', 'ops power of a,b'],
    ['/no/such/fence on this machine', 'missing', 'ops power of b'],
  ])
})

it('checks the files and variables that hold passwords', async () => {
  const folder = await tempFolder()
  onTestFinished(() => folder[Symbol.asyncDispose]())
  const file = (name: string) => join(folder.path, name)
  await writeFile(file('good'), 'secret\n')
  await writeFile(file('empty'), '\n')
  const inventory = `hosts:
  a1: {power: {driver: tasmota, address: p1, passwordFile: ${file('good')}}}
  a2: {power: {driver: tasmota, address: p2, passwordFile: ${file('gone')}}}
  a3: {power: {driver: tasmota, address: p3, passwordFile: ${file('gone')}}}
  b: {power: {driver: tasmota, address: p4, passwordFile: ${file('empty')}}}
  c: {power: {driver: tasmota, address: p5, passwordEnv: OPS_NO_SUCH_PASSWORD}}
`
  const {services, registry, signal} = await scene({inventory})
  const findings = await needsCheck(registry).run({inventory: services.inventory}, signal)
  expect(findings.map(({state, message}) => [state, message])).toEqual([
    ['ok', `${file('good')} is readable (used to switch a1).`],
    ['missing', `${file('gone')} does not exist (used to switch a[2-3]).`],
    ['missing', `${file('empty')} has an empty first line (used to switch b).`],
    ['missing', '$OPS_NO_SUCH_PASSWORD is not set (used to switch c).'],
  ])
})

it('reads each outlet once, and says which cannot be read', async () => {
  const address = '127.40.9.1'
  const plug = await startLabPlug({
    model: 'HS110',
    draw: async () => 40,
    address,
    port: 0,
    outlets: [{alias: 'a', on: true}],
    onRelay: async () => true,
  })
  onTestFinished(() => plug[Symbol.asyncDispose]())
  const inventory = `hosts:
  a: {power: {driver: kasa, address: ${address}, port: ${plug.port}}}
  b: {power: {driver: kasa, address: 127.40.9.2, port: ${plug.port}}}
  c: {power: {driver: exec, on: ["false", "on"], off: ["false", "off"], status: [sh, -c, "exit 2"]}}
  d: {}
`
  const {services, registry, signal} = await scene({inventory, transports: {c: localTransport('c')}})
  const findings = await outletsCheck(registry).run(services, signal)
  expect(findings.map(({subject, state, feature}) => [subject, state, feature])).toEqual([
    [`outlet kasa/${address}:${plug.port}`, 'ok', 'ops power of a'],
    [`outlet kasa/127.40.9.2:${plug.port}`, 'unknown', 'ops power of b'],
    [expect.stringMatching(/^outlet exec/), 'ok', 'ops power of c'],
  ])
  expect(findings[1]).toMatchObject({message: expect.stringContaining('unreachable'), fix: expect.any(String)})
  expect(plug.questions.some((question) => question.includes('set_relay_state'))).toBe(false)
})
