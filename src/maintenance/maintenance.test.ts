import {expect, test} from 'vitest'
import type {Services} from '../seams/index.ts'
import {manualClock, memoryCoordinator} from '../testing/index.ts'
import {
  endMaintenance,
  findGoneMaintenance,
  findMaintenance,
  maintenanceSentence,
  parseEnd,
  readMaintenance,
  startMaintenance,
} from './index.ts'

function setUp(inventory = inventoryOf({})) {
  const clock = manualClock()
  const coordinator = memoryCoordinator({clock, leaseClock: clock, actor: 'alice@ctl1'})
  return {clock, coordinator, services: {clock, coordinator, inventory} as unknown as Services}
}

/** Hosts and their addresses. */
function inventoryOf(addresses: Record<string, string>) {
  const hosts = Object.entries(addresses).map(([name, address]) => ({name, address, ssh: {}, transport: {kind: 'ssh'}}))
  return {file: 'ops.yaml', hosts: new Map(hosts.map((host) => [host.name, host]))}
}

test('follows the machine to another name, and ends with it', async () => {
  const {services} = setUp(inventoryOf({a: '10.0.0.1', b: '10.0.0.2'}))
  await startMaintenance(services, {hosts: ['a'], reason: 'new disks', argv: []})
  const renamed = {...services, inventory: inventoryOf({web: '10.0.0.1', b: '10.0.0.2'})} as unknown as Services
  expect(await findMaintenance(renamed, 'web')).toMatchObject({host: 'web', reason: 'new disks'})
  expect(await findMaintenance(renamed, 'b')).toBeUndefined()
  // The name that stands for another machine now is still what was said of it.
  const given = {...services, inventory: inventoryOf({web: '10.0.0.1', a: '10.0.0.3'})} as unknown as Services
  expect(await findMaintenance(given, 'a')).toMatchObject({reason: 'new disks'})
  expect(await findGoneMaintenance(renamed)).toEqual([])
  const gone = {...services, inventory: inventoryOf({web: '10.0.0.9'})} as unknown as Services
  expect(await findGoneMaintenance(gone)).toMatchObject([{message: expect.stringContaining('a is in maintenance: new disks')}])
  expect(await startMaintenance(renamed, {hosts: ['web'], reason: 'a fan', argv: []})).toMatchObject([
    {host: 'web', replaced: {reason: 'new disks'}},
  ])
  expect((await readMaintenance(renamed)).map(({host}) => host)).toEqual(['web'])
  expect(await endMaintenance(renamed, ['web', 'b'], [])).toEqual(['web'])
  expect(await readMaintenance(renamed)).toEqual([])
})

test('is known with its reason and author until it is ended', async () => {
  const {services, coordinator} = setUp()
  expect(await findMaintenance(services, 'a')).toBeUndefined()
  await startMaintenance(services, {hosts: ['a', 'b'], reason: 'new disks.', argv: []})
  const [a] = await readMaintenance(services)
  expect(a).toMatchObject({host: 'a', reason: 'new disks.', by: 'alice@ctl1'})
  expect(a === undefined ? '' : maintenanceSentence(a)).toBe('is in maintenance: new disks (alice@ctl1).')
  expect(await startMaintenance(services, {hosts: ['a'], reason: 'a fan', argv: []})).toMatchObject([
    {host: 'a', reason: 'a fan', replaced: {reason: 'new disks.'}},
  ])
  expect((await startMaintenance(services, {hosts: ['c'], reason: 'c', argv: []}))[0]).not.toHaveProperty('replaced')
  await endMaintenance(services, ['c'], [])
  expect(await findMaintenance(services, 'a')).toMatchObject({reason: 'a fan'})
  expect(await endMaintenance(services, ['a', 'c'], [])).toEqual(['a'])
  expect((await readMaintenance(services)).map(({host}) => host)).toEqual(['b'])
  expect(await endMaintenance(services, ['a'], [])).toEqual([])
  const commands = coordinator.store.entries.filter(({kind}) => kind === 'run.start').map(({act}) => act)
  expect(commands).toEqual(['maintenance on', 'maintenance on', 'maintenance on', 'maintenance off', 'maintenance off'])
})

test('ends by itself when its time is over', async () => {
  const {services, clock} = setUp()
  await startMaintenance(services, {hosts: ['a'], reason: 'x', untilMs: clock.now() + 1000, argv: []})
  expect(await findMaintenance(services, 'a')).toMatchObject({until: new Date(clock.now() + 1000).toISOString()})
  await clock.advance(1000)
  expect(await findMaintenance(services, 'a')).toBeUndefined()
  expect(await readMaintenance(services)).toEqual([])
})

test('needs a reason, and an end to come', async () => {
  const {services, clock, coordinator} = setUp()
  const on = (reason: string, untilMs?: number) => startMaintenance(services, {hosts: ['a'], reason, untilMs, argv: []})
  await expect(on(' ')).rejects.toMatchObject({code: 'MAINTENANCE_NO_REASON', exit: 64})
  await expect(on('x', clock.now())).rejects.toMatchObject({code: 'MAINTENANCE_UNTIL_PAST', exit: 64})
  expect(coordinator.store.entries).toEqual([])
})

test('its end is printed in local time with the zone', () => {
  const one = {host: 'a', reason: 'x', by: 'alice@ctl1', since: '', until: '2027-01-31T23:00:00.000Z'}
  expect(maintenanceSentence(one, 'America/New_York')).toBe('is in maintenance until 2027-01-31 18:00:00 -05:00: x (alice@ctl1).')
})

test('its end is a length of time or a date; anything else is refused with both forms', () => {
  const now = Date.parse('2027-01-31T12:00:00Z')
  expect(parseEnd('2h', now)).toBe(now + 7_200_000)
  expect(parseEnd('2027-01-31T18:00Z', now)).toBe(now + 6 * 3_600_000)
  expect(parseEnd('2027-02-01 18:00+05:00', now)).toBe(Date.parse('2027-02-01T13:00Z'))
  expect(parseEnd('2028-02-29', now)).toBe(new Date(2028, 1, 29).getTime())
  expect(parseEnd('2027-02-01T18:00', now)).toBe(new Date(2027, 1, 1, 18).getTime())
  for (const text of ['tomorrow', '2027-13-45', '2027-00-10', '2027-02-30', '2027-02-29T10:00', '2027', '20270131', '2027-02', '18:00', ''])
    expect(() => parseEnd(text, now)).toThrow(
      expect.objectContaining({
        code: 'MAINTENANCE_UNTIL_UNREADABLE',
        exit: 64,
        hint: expect.stringMatching(/--until 2h, or a date, e\.g\./),
      }),
    )
})
