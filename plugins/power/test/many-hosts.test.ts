import {describe, expect, it, onTestFinished} from 'vitest'
import type {Transport} from '@ops/core/transport'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {cycleHosts, offHosts} from '../src/off/off-hosts.ts'
import {onHosts} from '../src/on/switch-on.ts'
import {readStatuses} from '../src/status/read-status.ts'
import {type FakeHost, fakeHost, standbyWatts} from './fake-host.ts'
import {scene} from './scene.ts'

const address = '127.40.5.1'

/** Hosts a, b … and one strip whose outlets cut the hosts that `wires` names: `{0: ['a'], 1: ['a', 'b']}`. */
async function rack(names: string[], wires: Record<number, string[]>) {
  const hosts = new Map<string, FakeHost>()
  for (const name of names) hosts.set(name, await fakeHost(address))
  const outlets = Object.keys(wires).map((at) => ({alias: `outlet ${Number(at) + 1}`, on: true}))
  const state = outlets.map(({on}) => on)
  const strip = await startLabPlug({
    model: 'HS300',
    draw: async (outlet) => (wires[outlet] ?? []).reduce((sum, name) => sum + (hosts.get(name)?.isUp() ? 40 : standbyWatts), 0),
    address,
    port: 0,
    outlets,
    async onRelay(outlet, on) {
      state[outlet] = on
      for (const [name, host] of hosts) await host.power(Object.entries(wires).some(([at, fed]) => fed.includes(name) && state[Number(at)]))
      return true
    },
  })
  onTestFinished(async () => {
    await strip[Symbol.asyncDispose]()
    for (const host of hosts.values()) await host.power(false)
  })
  const transports: Record<string, Transport> = {}
  for (const [name, host] of hosts) transports[name] = host.transport(name)
  const kasa = (outlet: number | string) => `{driver: kasa, address: ${address}, port: ${strip.port}, outlet: ${outlet}}`
  const reach = (name: string) => `address: ${address}, ssh: {port: ${hosts.get(name)?.port}}`
  return {strip, wires: state, hosts, kasa, reach, transports, isUp: (name: string) => hosts.get(name)?.isUp()}
}

describe('a host with two supplies', () => {
  it('is off when both outlets are off, and on when both are on', async () => {
    const {kasa, reach, transports, strip, isUp} = await rack(['a'], {0: ['a'], 1: ['a']})
    const {services, hosts, signal} = await scene({inventory: `hosts: {a: {${reach('a')}, power: [${kasa(1)}, ${kasa(2)}]}}`, transports})
    const off = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
    expect(off.hosts).toMatchObject([{power: 'off', changed: true}])
    expect(strip.state.outlets.map(({closed}) => closed)).toEqual([false, false])
    const [first] = strip.state.outlets
    if (first !== undefined) first.closed = first.reported = true
    expect(await readStatuses(services, hosts('a'), signal)).toMatchObject([{power: 'on'}])
    const on = await onHosts(services, hosts('a'), [], signal)
    expect(on.hosts).toMatchObject([{power: 'on', changed: true}])
    expect(strip.state.outlets.map(({closed}) => closed)).toEqual([true, true])
    expect(isUp('a')).toBe(true)
  })

  it('keeps running when only one of its outlets is switched off: it is guarded, and not shut down', async () => {
    const {kasa, reach, transports, hosts: machines, isUp} = await rack(['a', 'b'], {0: ['a', 'b'], 1: ['b']})
    const inventory = `hosts: {a: {${reach('a')}, power: ${kasa(1)}}, b: {${reach('b')}, power: [${kasa(1)}, ${kasa(2)}]}}`
    const {services, hosts, signal} = await scene({inventory, transports})
    const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
    expect(results).toMatchObject([{host: 'a', power: 'off'}])
    expect(results[0]?.alsoCut).toBeUndefined()
    expect(isUp('b')).toBe(true)
    expect(machines.get('b')?.commands).toEqual(['survey', 'survey'])
  })
})

describe('a second supply', () => {
  it('does not count if it is opened while the guards check: the host is shut down too', async () => {
    const {kasa, reach, transports, hosts: machines, strip, wires} = await rack(['a', 'b'], {0: ['a', 'b'], 1: ['b']})
    const inventory = `hosts: {a: {${reach('a')}, power: ${kasa(1)}}, b: {${reach('b')}, power: [${kasa(1)}, ${kasa(2)}]}}`
    const {services, hosts, signal, registry} = await scene({inventory, transports})
    registry.guards.add('last', {
      name: 'last',
      order: 99,
      async check({name}) {
        const [, second] = strip.state.outlets
        if (second !== undefined) wires[1] = second.closed = second.reported = false
        return {guard: 'last', host: name, findings: [], plan: []}
      },
    })
    const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
    expect(results).toMatchObject([{host: 'a', power: 'off', alsoCut: ['b']}])
    expect(machines.get('b')?.commands).toContain('systemctl poweroff')
  })
})

describe('a shared outlet', () => {
  it('guards and shuts down everything that it feeds', async () => {
    const {kasa, reach, transports, hosts: machines, isUp} = await rack(['a', 'b'], {0: ['a', 'b']})
    const inventory = `hosts: {a: {${reach('a')}, power: ${kasa(1)}}, b: {${reach('b')}, power: ${kasa(1)}}}`
    const {services, hosts, signal} = await scene({inventory, transports})
    machines.get('b')?.extra.push('process\t77\t1\t0\t0\tcounter\t0::/\tcounter')
    const refused = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
    expect(refused.hosts[0]?.findings).toMatchObject([{host: 'b', code: 'POWER_UNDECLARED_WORK'}])
    machines.get('b')?.extra.splice(0)
    const done = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
    expect(done.hosts).toMatchObject([{host: 'a', power: 'off', alsoCut: ['b']}])
    expect([isUp('a'), isUp('b')]).toEqual([false, false])
    expect(machines.get('b')?.commands).toContain('systemctl poweroff')
  })

  it('is recognised under another spelling', async () => {
    const {kasa, reach, transports} = await rack(['a', 'b'], {0: ['a', 'b']})
    const inventory = `hosts: {a: {${reach('a')}, power: ${kasa(1)}}, b: {${reach('b')}, power: ${kasa('outlet 1')}}}`
    const {services, hosts, signal} = await scene({inventory, transports})
    const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: true}, signal)
    expect(results).toMatchObject([{alsoCut: ['b']}])
  })

  it.each([
    ['by its name', 'localhost', ''],
    ['by its pinned device id', '::ffff:127.0.0.1', `, deviceId: "${'AB'.repeat(20)}"`],
  ])('is recognised when its plug is given %s', async (_, other, pin) => {
    const machine = await fakeHost(address)
    await using plug = await startLabPlug({
      model: 'HS100',
      address: '127.0.0.1',
      port: 0,
      deviceId: 'AB'.repeat(20),
      outlets: [{alias: 'a', on: true}],
    })
    onTestFinished(async () => void (await machine.power(false)))
    const host = (name: string, to: string) =>
      `${name}: {address: ${address}, ssh: {port: ${machine.port}}, power: {driver: kasa, address: "${to}", port: ${plug.port}${pin}}}`
    const transports = {a: machine.transport('a'), b: machine.transport('b')}
    const {services, hosts, signal} = await scene({inventory: `hosts: {${host('a', '127.0.0.1')}, ${host('b', other)}}`, transports})
    const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: true}, signal)
    expect(results).toMatchObject([{alsoCut: ['b']}])
  })

  it('may be declared under outlets, with hosts that have no power of their own', async () => {
    const {kasa, reach, transports} = await rack(['a', 'b'], {0: ['a', 'b']})
    const inventory = `hosts: {a: {${reach('a')}}, b: {${reach('b')}}}\noutlets: {strip/1: {feeds: 'a,b', power: ${kasa(1)}}}`
    const {services, hosts, signal} = await scene({inventory, transports})
    const {hosts: results} = await offHosts(services, hosts('b'), {argv: [], dryRun: false}, signal)
    expect(results).toMatchObject([{host: 'b', power: 'off', alsoCut: ['a']}])
  })
})

describe('dependencies', () => {
  it('prevent that a host is cut while a running one depends on it, and order hosts that are cut together', async () => {
    const {kasa, reach, transports, strip} = await rack(['nas', 'web'], {0: ['nas'], 1: ['web']})
    const inventory = `hosts: {nas: {${reach('nas')}, power: ${kasa(1)}}, web: {${reach('web')}, power: ${kasa(2)}, depends: [nas]}}`
    const {services, hosts, signal, coordinator} = await scene({inventory, transports})
    const alone = await offHosts(services, hosts('nas'), {argv: [], dryRun: false}, signal)
    expect(alone.hosts[0]?.findings).toMatchObject([{code: 'POWER_DEPENDED_ON', message: 'web depends on nas and is on.'}])
    const plan = await offHosts(services, hosts('nas,web'), {argv: [], dryRun: true}, signal)
    expect(plan.hosts.map(({findings}) => findings)).toEqual([undefined, undefined])
    const both = await offHosts(services, hosts('nas,web'), {argv: [], dryRun: false}, signal)
    expect(both.hosts).toMatchObject([
      {host: 'nas', power: 'off'},
      {host: 'web', power: 'off'},
    ])
    const order = () =>
      coordinator.store.entries.filter(({kind, act}) => kind === 'intent' && act.startsWith('relay')).map(({host}) => host)
    expect(order()).toEqual(['web', 'nas'])
    await onHosts(services, hosts('nas,web'), [], signal)
    expect(order()).toEqual(['web', 'nas', 'nas', 'web'])
    expect(strip.state.outlets.map(({closed}) => closed)).toEqual([true, true])
  })
})

describe('the next step of a refusal for a dependant', () => {
  const three = async () => {
    const {kasa, reach, transports} = await rack(['nas', 'web', 'db'], {0: ['nas'], 1: ['web'], 2: ['db']})
    const silent = '{driver: exec, on: ["true", "on"], off: ["true", "off"], status: ["false"]}'
    const entry = (name: string, power: string) => `${name}: {${reach(name)}, power: ${power}`
    const inventory = (web: string) => `hosts: {${entry('nas', kasa(1))}}, ${entry('web', web)}, depends: [nas]}, ${entry('db', kasa(3))}}}`
    return {transports, good: inventory(kasa(2)), bad: inventory(silent)}
  }

  it('is the same command with all machines', async () => {
    const {transports, good} = await three()
    const {services, hosts, signal} = await scene({inventory: good, transports})
    const off = await offHosts(services, hosts('nas,db'), {argv: [], dryRun: true}, signal)
    expect(off.hosts[0]?.findings).toMatchObject([{hint: 'ops power off nas,db,web'}])
    const cycle = await cycleHosts(services, hosts('nas'), {argv: [], dryRun: true, pauseMs: 1}, signal)
    expect(cycle.hosts[0]?.findings).toMatchObject([{hint: 'ops power cycle nas,web'}])
  })

  it('is about the dependant when the command has it already, in the plan as in the real run', async () => {
    const {transports, bad} = await three()
    const {services, hosts, signal} = await scene({inventory: bad, transports})
    for (const dryRun of [true, false]) {
      const {hosts: results} = await offHosts(services, hosts('nas,web'), {argv: [], dryRun}, signal)
      expect(results).toMatchObject([
        {error: {code: 'GUARD_REFUSED'}, findings: [{hint: 'do first what ops says about web, which stays on'}]},
        {error: {code: expect.stringMatching(/^POWER_/)}},
      ])
    }
  })
})

describe('a dependant that has no power in the inventory', () => {
  it.each([
    ['refuses the act when it answers', (reach: string) => reach, true, 'web depends on nas and is on.'],
    [
      'refuses when it is silent: its network may be down',
      (reach: string) => reach,
      false,
      'web depends on nas and is not known to be off.',
    ],
    ['does when there is no way to it', () => '', true, 'web depends on nas and is not known to be off.'],
  ])('%s', async (_, way, isUp, message) => {
    const {kasa, reach, transports, hosts: machines} = await rack(['nas', 'web'], {0: ['nas']})
    await machines.get('web')?.power(isUp)
    const inventory = `hosts: {nas: {${reach('nas')}, power: ${kasa(1)}}, web: {depends: [nas], ${way(reach('web'))}}}`
    const {services, hosts, signal} = await scene({inventory, transports})
    const {hosts: results} = await offHosts(services, hosts('nas'), {argv: [], dryRun: true}, signal)
    expect(results[0]?.findings?.map((finding) => finding.message)).toEqual([message])
  })
})

describe('power cycle of several hosts', () => {
  it('switches all off, dependants first, and then all on, the hosts that they depend on first', async () => {
    const {kasa, reach, transports, isUp} = await rack(['nas', 'web'], {0: ['nas'], 1: ['web']})
    const inventory = `hosts: {nas: {${reach('nas')}, power: ${kasa(1)}}, web: {${reach('web')}, power: ${kasa(2)}, depends: [nas]}}`
    const {services, hosts, signal, coordinator} = await scene({inventory, transports})
    const {hosts: results} = await cycleHosts(services, hosts('nas,web'), {argv: [], dryRun: false, pauseMs: 5000}, signal)
    expect(results).toMatchObject([
      {host: 'nas', power: 'on', changed: true},
      {host: 'web', power: 'on', changed: true},
    ])
    const order = coordinator.store.entries
      .filter(({kind, act}) => kind === 'intent' && act.startsWith('relay'))
      .map(({host, act}) => `${act} ${host}`)
    expect(order).toEqual(['relay.off web', 'relay.off nas', 'relay.on nas', 'relay.on web'])
    expect([isUp('nas'), isUp('web')]).toEqual([true, true])
  })
})

describe('a strip', () => {
  it('is never switched as a whole', async () => {
    const {reach, transports, strip} = await rack(['a'], {0: ['a'], 1: []})
    const inventory = `hosts: {a: {${reach('a')}, power: {driver: kasa, address: ${address}, port: ${strip.port}}}}`
    const {services, hosts, signal} = await scene({inventory, transports})
    const {hosts: results} = await offHosts(services, hosts('a'), {argv: [], dryRun: false}, signal)
    expect(results[0]?.error).toMatchObject({
      code: 'POWER_OUTLET_NOT_NAMED',
      exit: 5,
      message: expect.stringContaining('1 "outlet 1", 2 "outlet 2"'),
    })
  })

  it('lists its outlets when the named one is missing', async () => {
    const {reach, transports, kasa} = await rack(['a'], {0: ['a'], 1: []})
    const {services, hosts, signal} = await scene({inventory: `hosts: {a: {${reach('a')}, power: ${kasa('nope')}}}`, transports})
    const [result] = await readStatuses(services, hosts('a'), signal)
    expect(result?.error).toMatchObject({code: 'POWER_OUTLET_MISSING'})
  })
})
