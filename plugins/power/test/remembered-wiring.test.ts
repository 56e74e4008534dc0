import {once} from 'node:events'
import {createServer} from 'node:net'
import {describe, expect, it, onTestFinished} from 'vitest'
import {startMaintenance} from '@ops/core/maintenance'
import {memoryCoordinator} from '@ops/core/testing'
import {identifyHost} from '../src/identify/identify-host.ts'
import {type LabPlug, startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {cycleHosts, offHosts} from '../src/off/off-hosts.ts'
import {onHosts} from '../src/on/switch-on.ts'
import {acceptOutlets} from '../src/outlets/accept-outlets.ts'
import {unprovenLease} from '../src/runs/unproven-lease.ts'
import {findGoneMachines} from '../src/outlets/find-gone.ts'
import {readStatuses} from '../src/status/read-status.ts'
import {type FakeHost, fakeHost, standbyWatts} from './fake-host.ts'
import {scene} from './scene.ts'

const address = '127.40.12.1'

interface Entry {
  /** Index of the machine that the name stands for. */
  machine: number
  /** Index of its plug. */
  plug: number
  /** Keys more of the outlet, of the host. */
  outlet?: string
  host?: string
  address?: string
}

/** Three machines and two plugs, of which `cables` says what hangs on each, and an inventory that can be edited; the journal stays. */
async function bench(
  entries: Record<string, Entry>,
  {model = 'HS100', cables: wires = [[0], [1]]}: {model?: 'HS100' | 'HS110'; cables?: number[][]} = {},
) {
  const cables = [...wires]
  const machines: FakeHost[] = [await fakeHost(address), await fakeHost(address), await fakeHost(address)]
  for (const machine of machines) machine.uptimeS = 1
  const fed = (plug: number) => (cables[plug] ?? []).map((at) => machines[at] as FakeHost)
  const plugs: LabPlug[] = []
  for (const at of [0, 1])
    plugs.push(
      await startLabPlug({
        ...{
          model,
          address,
          port: 0,
          deviceId: 'AB'.charAt(at).repeat(40),
          mac: `50:C7:BF:00:00:0${at}`,
          outlets: [{alias: `p${at}`, on: true}],
        },
        onRelay: async (_, closed) => (await Promise.all(fed(at).map((machine) => machine.power(closed)))).every(Boolean),
        draw: async () => fed(at).reduce((sum, machine) => sum + (machine.isUp() ? 40 : standbyWatts), 0),
      }),
    )
  onTestFinished(async () => {
    for (const plug of plugs) await plug[Symbol.asyncDispose]()
    for (const machine of machines) await machine.power(false)
  })
  const load = async (all: typeof entries) => {
    const hosts = Object.entries(all).map(([name, {machine, plug, outlet = '', host = '', address: reached = address}]) => {
      const power = `{driver: kasa, address: ${address}, port: ${plugs[plug]?.port ?? 9}${outlet}}`
      return `${name}: {address: ${reached}, ssh: {port: ${machines[machine]?.port}}${host}, power: ${power}}`
    })
    const transports = Object.fromEntries(
      Object.entries(all).map(([name, {machine}]) => [name, (machines[machine] as FakeHost).transport(name)]),
    )
    return scene({inventory: `hosts: {${hosts.join(', ')}}`, transports, answerMs: 300})
  }
  const first = await load(entries)
  let {services} = first
  const {coordinator, signal} = first
  const select = (name: string) => services.inventory.select(name)
  return {
    machines,
    cables,
    coordinator,
    services: () => services,
    /** Another ops.yaml. */
    async edit(changed: typeof entries) {
      services = {...(await load(changed)).services, coordinator: services.coordinator}
    },
    async off(name: string, more: {hard?: boolean; force?: string; dryRun?: boolean} = {}) {
      return (await offHosts(services, select(name), {argv: [], dryRun: false, ...more}, signal)).hosts[0]
    },
    on: async (name: string) => (await onHosts(services, select(name), [], signal)).hosts[0],
    cycle: async (name: string) => (await cycleHosts(services, select(name), {argv: [], dryRun: false, pauseMs: 1000}, signal)).hosts[0],
    status: async (name: string) => (await readStatuses(services, select(name), signal))[0],
    accept: (name: string) => acceptOutlets(services, services.inventory.host(name), {argv: [], confirm: async () => {}}, signal),
    async identify(name: string, hard = false) {
      const input = {argv: [], hard, startMs: 60_000, confirm: async () => {}}
      return (await identifyHost(services, services.inventory.host(name), input, signal)).hosts[0]
    },
    isUp: () => machines.map((machine) => machine.isUp()),
    isClosed: () => plugs.map(({state}) => state.outlets[0]?.closed),
    open: (at: number) => Object.assign(plugs[at]?.state.outlets[0] ?? {}, {closed: false, reported: false}),
  }
}

const strict = {machine: 0, plug: 0, outlet: ', wiring: proven'}
const swapped = [[1], [0]]

describe('a proof of the wiring', () => {
  it('belongs to the machine, not to its name', async () => {
    const {identify, edit, off, status, isUp} = await bench({a: strict})
    expect(await identify('a')).toMatchObject({wiring: 'proven'})
    await edit({a: {...strict, machine: 2}})
    expect(await status('a')).toMatchObject({wiring: 'assumed'})
    expect((await off('a', {force: 'x'}))?.error).toMatchObject({code: 'POWER_WIRING_ASSUMED'})
    expect((await identify('a'))?.error).toMatchObject({code: 'POWER_FORMER_ADDRESS_ANSWERS'})
    expect(isUp()[0]).toBe(true)
  })

  it.each([
    ['its address', {...strict, machine: 2}],
    ['its outlet', {...strict, plug: 1}],
  ])('does not come back after %s was another one for a while', async (_, between) => {
    const {identify, edit, off, accept, status} = await bench({a: strict})
    await identify('a')
    await edit({a: between})
    await status('a')
    await accept('a')
    await edit({a: strict})
    await accept('a')
    expect(await status('a')).toMatchObject({wiring: 'assumed'})
    expect((await off('a', {hard: true}))?.error).toMatchObject({code: 'POWER_WIRING_ASSUMED'})
  })

  it('is void under another name, and when the name comes back', async () => {
    const {identify, edit, status} = await bench({a: strict})
    await identify('a')
    await edit({web: strict})
    expect(await status('web')).toMatchObject({wiring: 'assumed'})
    await edit({a: strict})
    expect(await status('a')).toMatchObject({wiring: 'assumed'})
  })

  it('is void where the entry is another one, although the command is refused before it does anything', async () => {
    const {identify, edit, off, status} = await bench({a: strict})
    await identify('a')
    await edit({a: {...strict, plug: 1}})
    expect((await off('a'))?.error).toMatchObject({code: 'POWER_PLUG_CHANGED'})
    await edit({a: strict})
    expect(await status('a')).toMatchObject({wiring: 'assumed'})
  })

  it('is void once a person has accepted the outlets', async () => {
    const {identify, off, on, accept, cables, isUp} = await bench({a: {machine: 0, plug: 0}})
    await identify('a')
    cables.splice(0, 2, [1], [0])
    expect((await off('a', {hard: true}))?.error).toMatchObject({code: 'POWER_NOT_PROVED'})
    await on('a')
    expect((await off('a', {hard: true}))?.error).toMatchObject({code: 'POWER_WIRING_REFUTED'})
    expect(isUp()).toEqual([true, true, true])
    await accept('a')
    expect((await identify('a'))?.wiring).not.toBe('proven')
  })

  it('does not let its machine shut down while another one is watched: its cables may have been exchanged since', async () => {
    const {identify, off, coordinator} = await bench({a: {machine: 0, plug: 0}}, {model: 'HS110'})
    expect(await identify('a')).toMatchObject({wiring: 'proven'})
    const watch = await coordinator.lease({names: [unprovenLease], mode: 'exclusive', ttlMs: 60_000, holder: 'other'})
    let isOver = false
    const switching = off('a').then((result) => ({result, isOver}))
    setTimeout(() => {
      isOver = true
      void watch.release()
    }, 300)
    expect(await switching).toMatchObject({isOver: true, result: {power: 'off', wiring: 'proven'}})
  })
})

describe('a machine that answers while its outlet is open', () => {
  const a = {machine: 0, plug: 0}

  it.each([
    ['at power off --hard', async ({off}: Awaited<ReturnType<typeof bench>>) => off('a', {hard: true})],
    ['at power identify --hard', async ({identify}: Awaited<ReturnType<typeof bench>>) => identify('a', true)],
    [
      'because it was opened by hand',
      async ({off, open}: Awaited<ReturnType<typeof bench>>) => {
        open(0)
        return off('a')
      },
    ],
  ])('hangs on another one, which is remembered: %s', async (_, act) => {
    const set = await bench({a}, {cables: swapped})
    const {off, on, cycle, identify, accept, isUp} = set
    expect((await act(set))?.error).toMatchObject({exit: 3})
    await on('a')
    for (const again of [
      () => off('a'),
      () => off('a', {dryRun: true}),
      () => off('a', {hard: true}),
      () => cycle('a'),
      () => identify('a', true),
    ])
      expect((await again())?.error).toMatchObject({code: 'POWER_WIRING_REFUTED', message: expect.stringContaining('although')})
    expect(isUp()[1]).toBe(true)
    // The cable was moved.
    set.cables.splice(0, 2, [0], [1])
    await accept('a')
    expect(await identify('a', true)).toMatchObject({wiring: 'proven'})
    expect(await off('a')).toMatchObject({power: 'off', wiring: 'proven'})
  })

  it('answers as ops waits whether it starts by itself', async () => {
    const {identify, off, machines, services, isUp} = await bench({a}, {cables: swapped})
    const {clock} = services()
    const sleep = clock.sleep.bind(clock)
    let began = 0
    clock.sleep = async (ms, signal) => {
      // It is told to reboot, and does.
      if (ms === 2000) began += 1
      if (ms === 2000 && began === 3) await machines[0]?.power(true)
      return sleep(ms, signal)
    }
    expect((await identify('a'))?.error).toMatchObject({code: 'POWER_WIRING_NOT_PROVED', message: expect.stringContaining('a answers')})
    expect((await off('a'))?.error).toMatchObject({code: 'POWER_WIRING_REFUTED'})
    expect(isUp()).toEqual([true, true, true])
  })
})

describe('an outlet that was shown not to feed its machine', () => {
  const a = {machine: 0, plug: 0}

  it('shows nothing when it reads off', async () => {
    const {off, cycle, status, open} = await bench({a}, {model: 'HS110', cables: swapped})
    expect((await off('a'))?.error).toMatchObject({code: 'POWER_WRONG_PLUG'})
    open(0)
    for (const act of [() => off('a'), () => off('a', {dryRun: true}), () => cycle('a')])
      expect(await act()).toMatchObject({power: 'unknown', wiring: 'refuted', error: {code: 'POWER_WIRING_REFUTED'}})
    expect(await status('a')).toMatchObject({power: 'unknown', wiring: 'refuted', error: {code: 'POWER_STATE_UNKNOWN'}})
  })

  it('is not opened for another machine either, while the entry of that one names it', async () => {
    const {off, machines, edit, isUp} = await bench({a, b: {machine: 1, plug: 1}}, {model: 'HS110', cables: swapped})
    expect((await off('a'))?.error).toMatchObject({code: 'POWER_WRONG_PLUG'})
    await machines[0]?.power(true)
    await edit({a, b: {machine: 1, plug: 0, outlet: `, deviceId: "${'A'.repeat(40)}"`}})
    expect((await off('b'))?.error).toMatchObject({code: 'POWER_WIRING_REFUTED', message: expect.stringContaining('that a does not')})
    expect(isUp()).toEqual([true, true, true])
  })

  it('stays so under another name of the machine', async () => {
    const {off, machines, edit, isUp, accept, coordinator} = await bench({a}, {model: 'HS110', cables: swapped})
    expect((await off('a'))?.error).toMatchObject({code: 'POWER_WRONG_PLUG'})
    await machines[0]?.power(true)
    await edit({web: a})
    for (const more of [{}, {dryRun: true}, {hard: true}])
      expect((await off('web', more))?.error).toMatchObject({code: 'POWER_WIRING_REFUTED'})
    expect(isUp()[1]).toBe(true)
    await accept('web')
    expect((await off('web'))?.error).toMatchObject({code: 'POWER_WRONG_PLUG'})
    expect(coordinator.store.entries.filter(({act}) => act === 'power.wiring.proven')).toEqual([])
  })
})

describe('what ops has seen on an outlet', () => {
  const a = {machine: 0, plug: 0}
  const b = {machine: 1, plug: 0, host: ', protect: db'}
  const together = [[0, 1], []]

  it('follows its machine to another name', async () => {
    const {off, status, edit, isUp} = await bench({a, b}, {cables: together})
    await status('a,b')
    await status('b')
    await edit({a, db: {...b, plug: 7}})
    expect((await off('a', {hard: true}))?.findings).toMatchObject([{host: 'db', code: 'POWER_PROTECTED'}])
    expect(isUp()).toEqual([true, true, true])
  })

  it('follows its machine also when another one gets its name', async () => {
    const {off, status, edit, isUp} = await bench({a, b}, {cables: together})
    await status('b')
    await edit({a, b: {...a, machine: 2, plug: 1}, db: {...b, plug: 7}})
    await status('b')
    // The device at the address of b is not the one that ops saw for b.
    expect((await off('a', {hard: true}))?.findings).toMatchObject([{host: 'db', code: 'POWER_PROTECTED'}])
    await edit({a, b: {...a, machine: 2}, db: {...b, plug: 7}})
    await status('b')
    expect((await off('a', {hard: true}))?.findings).toMatchObject([{host: 'db', code: 'POWER_PROTECTED'}])
    expect(isUp()).toEqual([true, true, true])
  })

  it('is another plug under the other name, too', async () => {
    const {status, edit, off} = await bench({b}, {cables: together})
    await status('b')
    await edit({db: {...b, plug: 1}})
    expect((await off('db'))?.error).toMatchObject({code: 'POWER_PLUG_CHANGED'})
  })

  it('refuses the outlet when the machine has neither its name nor its address, until a person accepts it or gives a reason', async () => {
    const {off, status, edit, isUp, accept, services} = await bench({a, b}, {cables: together})
    await status('b')
    await edit({a, db: {...b, machine: 2, plug: 7}})
    for (const more of [{hard: true}, {dryRun: true}])
      expect((await off('a', more))?.error).toMatchObject({
        code: 'POWER_OUTLET_OF_GONE_MACHINE',
        exit: 5,
        message: expect.stringMatching(/^ops has seen b \(ssh .*\) on kasa\/.* of a, and the inventory has no machine/),
        hint: expect.stringContaining('ops power accept a'),
      })
    expect(isUp()).toEqual([true, true, true])
    const warnings = async () => findGoneMachines(services().inventory, services().registry, services().coordinator)
    expect(await warnings()).toMatchObject([{path: 'hosts.a.power', message: expect.stringMatching(/^ops has seen b .* of a,/)}])
    expect(await accept('a')).toMatchObject({changed: true, doubts: [expect.stringContaining('b, which the inventory does not have')]})
    expect(await warnings()).toEqual([])
    expect(await off('a')).toMatchObject({power: 'off'})
  })

  it.each([
    ['at once', false],
    ['also after its outlets were read', true],
  ])('refuses the outlet while the old address of its name answers, %s', async (_, isRead) => {
    const {off, status, edit, isUp, accept, machines} = await bench({a})
    await status('a')
    await edit({a: {...a, machine: 2}})
    if (isRead) await status('a')
    for (const more of [{hard: true}, {dryRun: true}, {}])
      expect((await off('a', more))?.error).toMatchObject({
        code: 'POWER_FORMER_ADDRESS_ANSWERS',
        exit: 5,
        message: expect.stringMatching(/^ops has seen a as ssh 127\S+ on kasa\/.*, which is an outlet of a\. /),
        hint: expect.stringContaining('ops power accept a'),
      })
    expect(isUp()).toEqual([true, true, true])
    await machines[0]?.power(false)
    expect(await off('a', {dryRun: true})).toMatchObject({plan: expect.any(Array)})
    await machines[0]?.power(true)
    expect(await accept('a')).toMatchObject({
      changed: true,
      doubts: [expect.stringMatching(/^ssh 127\S+, which was a, hangs on .* no more$/)],
    })
    expect(await accept('a')).toMatchObject({changed: false})
    expect(await off('a', {dryRun: true})).toMatchObject({plan: expect.any(Array)})
  })

  it('takes a number and a name of one address for one machine', async () => {
    const {off, status, edit, machines} = await bench({a: {...a, address: '127.0.0.1'}})
    const listener = createServer().listen(machines[0]?.port, '127.0.0.1')
    onTestFinished(() => void listener.close())
    await once(listener, 'listening')
    await status('a')
    await edit({a})
    expect((await off('a', {dryRun: true}))?.error).toMatchObject({code: 'POWER_FORMER_ADDRESS_ANSWERS'})
    await edit({a: {...a, address: 'localhost'}})
    expect((await off('a', {dryRun: true}))?.error?.code).not.toBe('POWER_FORMER_ADDRESS_ANSWERS')
  })

  it('is overridden by a reason, which names it', async () => {
    const {off, status, edit} = await bench({a, b}, {cables: [[0], []]})
    await status('b')
    await edit({a})
    expect(await off('a', {force: 'b is scrap'})).toMatchObject({power: 'off', findings: [{code: 'POWER_OUTLET_OF_GONE_MACHINE'}]})
  })

  it('is forgotten under the old name once the machine was read under the new one', async () => {
    const {off, status, edit} = await bench({a, b}, {cables: [[0], [1]]})
    await status('b')
    await edit({a, db: {...b, plug: 1, outlet: `, deviceId: "${'B'.repeat(40)}"`}})
    expect(await status('db')).toMatchObject({power: 'on'})
    expect(await off('a')).toMatchObject({power: 'off'})
  })

  it('and a cut that proved nothing follow the machine', async () => {
    const {off, edit, machines, on} = await bench({a})
    await machines[0]?.power(false)
    const gone = {code: 'POWER_NOT_PROVED'}
    expect((await off('a', {force: 'it hangs'}))?.error).toMatchObject(gone)
    await edit({web: a})
    expect((await off('web'))?.error).toMatchObject(gone)
    expect((await on('web'))?.error).toBeUndefined()
    expect(await off('web')).toMatchObject({power: 'off'})
  })

  it('and maintenance of somebody else follow the machine', async () => {
    const {off, edit, services, coordinator} = await bench({a})
    const bob = {...services(), coordinator: memoryCoordinator({clock: services().clock, actor: 'bob@ctl2', store: coordinator.store})}
    await startMaintenance(bob, {hosts: ['a'], reason: 'a fan', argv: []})
    await edit({web: a})
    expect((await off('web'))?.findings).toMatchObject([
      {code: 'MAINTENANCE_BY_OTHER', message: 'web is in maintenance: a fan (bob@ctl2).'},
    ])
  })
})
