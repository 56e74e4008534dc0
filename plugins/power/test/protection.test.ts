import {expect, it, onTestFinished} from 'vitest'
import {endMaintenance, startMaintenance} from '@ops/core/maintenance'
import {memoryCoordinator, MemoryStore} from '@ops/core/testing'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {offHosts} from '../src/off/off-hosts.ts'
import {readStatuses} from '../src/status/read-status.ts'
import {renderStatus} from '../src/present/render-status.ts'
import {powerGuards} from '../src/register-guards.ts'
import {elsewhere, scene} from './scene.ts'

const address = '127.40.9.77'

/** Hosts a and b, whose work may be lost, on one plug. */
async function rack({a = '', outlet = ''}: {a?: string; outlet?: string} = {}, here = elsewhere) {
  const plug = await startLabPlug({model: 'HS100', address, port: 9999, outlets: [{alias: 'a', on: true}]})
  onTestFinished(() => plug[Symbol.asyncDispose]())
  const free = 'shutdown: none, ignore: ["*"]'
  const inventory = `hosts: {a: {${free}${a}}, b: {${free}}, c: {${free}, depends: [b], power: {driver: kasa, address: 127.40.9.78}}}
outlets: {rack: {feeds: "a,b", power: {driver: kasa, address: ${address}}${outlet}}}`
  const set = await scene({inventory, here})
  const store = new MemoryStore()
  const as = (actor: string) => memoryCoordinator({clock: set.services.clock, actor, store})
  set.services.coordinator = as('alice@ctl1')
  const off = async (host: string, more: {force?: string; confirmed?: string[]; dryRun?: boolean} = {}) =>
    (await offHosts(set.services, set.hosts(host), {argv: [], dryRun: false, ...more}, set.signal)).hosts[0]
  return {...set, off, as, isClosed: () => plug.state.outlets[0]?.closed}
}

const c = {force: 'c may lose b', confirmed: []}

it('a protected host is cut only with a reason and its name typed once more', async () => {
  const {off, isClosed} = await rack({a: ', protect: the file server.'})
  for (const more of [{}, {force: 'x'}, {confirmed: ['a']}, {dryRun: true}, {force: 'x', confirmed: ['b']}]) {
    const result = await off('a', more)
    expect(result?.error).toMatchObject({code: 'GUARD_REFUSED', exit: 5})
    expect(result?.findings).toContainEqual(
      expect.objectContaining({
        code: 'POWER_PROTECTED',
        message: 'a is protected in the inventory: the file server.',
        hint: 'leave a on, or run ops power off a --force REASON --confirm a',
      }),
    )
  }
  expect(isClosed()).toBe(true)
  // Its neighbour hangs on the same outlet, and the command that is shown passes.
  expect((await off('b', {force: 'x', confirmed: ['b']}))?.findings).toMatchObject([
    {host: 'a', code: 'POWER_PROTECTED', hint: 'leave a on, or run ops power off b,a --force REASON --confirm b,a'},
  ])
  expect(await off('a', {force: 'x', confirmed: ['a']})).toMatchObject({changed: true})
})

it('a protected outlet protects every host on it', async () => {
  const {off} = await rack({outlet: ', protect: measured'})
  const findings = (await off('a', {force: 'x', confirmed: ['a']}))?.findings
  expect(findings).toMatchObject([
    {host: 'b', code: 'POWER_PROTECTED', message: expect.stringContaining(`kasa/${address}:9999 of b is protected`)},
  ])
  const both = {force: 'x', confirmed: ['a', 'b']}
  expect(await off('a,b', both)).toMatchObject({changed: true})
})

it('self-cut comes first and never gives way; then what is protected, what depends, who works there, what runs', async () => {
  expect(
    powerGuards()
      .sort((one, other) => one.order - other.order)
      .map(({name}) => name),
  ).toEqual(['self-cut', 'protect', 'dependants', 'maintenance', 'undeclared-work'])
  const {off, services, as} = await rack({a: ', protect: x'}, {...elsewhere, hostnames: ['a']})
  await startMaintenance({...services, coordinator: as('bob@ctl2')}, {hosts: ['a'], reason: 'a fan', argv: []})
  const all = {force: 'x', confirmed: ['a', 'b']}
  const result = await off('a', all)
  expect(result?.findings?.map(({code}) => code)).toEqual(['POWER_SELF_CUT'])
  const planned = await off('a', {...all, dryRun: true})
  expect(planned?.findings?.map(({code}) => code)).toEqual(['POWER_SELF_CUT'])
})

it('every reason is named, in the order in which they count', async () => {
  const {off, services, as} = await rack({a: ', protect: x'})
  await startMaintenance({...services, coordinator: as('bob@ctl2')}, {hosts: ['a'], reason: 'a fan', argv: []})
  const codes = async (more: object) => (await off('a', more))?.findings?.map(({code}) => code)
  expect(await codes({confirmed: ['a']})).toEqual(['POWER_PROTECTED', 'POWER_DEPENDED_ON', 'MAINTENANCE_BY_OTHER'])
})

it('maintenance by somebody else refuses, by oneself it does not, and status shows it', async () => {
  const {off, services, hosts, signal, as} = await rack()
  const bob = {...services, coordinator: as('bob@ctl2')}
  await startMaintenance(bob, {hosts: ['a'], reason: 'a fan', argv: []})
  const refused = await off('a')
  expect(refused?.findings).toContainEqual(
    expect.objectContaining({code: 'MAINTENANCE_BY_OTHER', forcible: true, message: 'a is in maintenance: a fan (bob@ctl2).'}),
  )
  const status = await readStatuses(services, hosts('a'), signal)
  expect(status).toMatchObject([{power: 'on', maintenance: {reason: 'a fan', by: 'bob@ctl2'}}])
  expect(renderStatus(status)).toContain('a is in maintenance: a fan (bob@ctl2).')
  await endMaintenance(bob, ['a'], [])
  await startMaintenance(services, {hosts: ['a'], reason: 'a fan', argv: []})
  expect(await off('a', c)).toMatchObject({changed: true})
})
