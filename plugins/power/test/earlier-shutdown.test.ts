import {expect, it, onTestFinished} from 'vitest'
import {OpsError} from '@ops/core/errors'
import type {Transport} from '@ops/core/transport'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {offHosts} from '../src/off/off-hosts.ts'
import {toShutdownRecord} from '../src/off/shutdown-record.ts'
import {readHost} from '../src/outlets/read-outlet.ts'
import {fakeHost, standbyWatts} from './fake-host.ts'
import {proveWiring} from '../src/outlets/wiring.ts'
import {scene} from './scene.ts'

const address = '127.40.1.9'

/** One host that has power, and the journal of an earlier run. */
async function bench(isUp: boolean) {
  const load: {watts?: number} = {}
  const host = await fakeHost(address, isUp)
  const plug = await startLabPlug({
    model: 'HS110',
    address,
    port: 0,
    outlets: [{alias: 'a', on: true}],
    onRelay: (_, on) => host.power(on),
    draw: async () => load.watts ?? (host.isUp() ? 40 : standbyWatts),
  })
  onTestFinished(async () => {
    await plug[Symbol.asyncDispose]()
    await host.power(false)
  })
  let transport: Transport = host.transport('a')
  const inventory = `hosts:
  a: {address: ${address}, ssh: {port: ${host.port}}, shutdown: {settle: 7s}, power: {driver: kasa, address: ${address}, port: ${plug.port}}}`
  const set = await scene({
    inventory,
    transports: {a: {host: 'a', kind: 'ssh', exec: (argv, options) => transport.exec(argv, options), async [Symbol.asyncDispose]() {}}},
  })
  const off = async (dryRun = false, hard = false, force?: string) => {
    const forced = force === undefined ? {} : {force}
    const {hosts} = await offHosts(set.services, set.hosts('a'), {dryRun, hard, argv: [], ...forced}, set.signal)
    return hosts[0]
  }
  const [a] = set.hosts('a')
  if (a === undefined) throw new Error('no host')
  const {statuses} = await readHost(set.services, a, set.signal)
  const machine = {...toShutdownRecord(a, statuses, {[`kasa/${address}:${plug.port}`]: {least: 40, most: 40}})}
  const before = (act: string, kind: 'intent' | 'outcome' | 'note', more: object = {}) =>
    set.coordinator.append({run: 'before', kind, act, host: 'a', data: kind === 'intent' ? machine : {}, ...more})
  /** The machine accepted the shutdown command of a run that did not complete. */
  const accepted = async () => {
    await before('host.shutdown', 'intent')
    await before('host.shutdown.taken', 'note')
  }
  const use = (other: Transport['exec']) => {
    transport = {...transport, exec: other}
  }
  const prove = () => proveWiring(set.services, {id: 'before'}, {host: 'a', statuses, how: 'meter'})
  return {...set, host, plug, load, off, before, accepted, use, machine, prove}
}

it('a machine that an earlier run shut down, and whose relay did not open, is switched off', async () => {
  const {off, host, plug, coordinator} = await bench(true)
  // The clock of this test runs ahead of the plug's.
  for (const outlet of plug.state.outlets) outlet.closedAt -= 3_600_000
  plug.inject({kind: 'drop-before-act', at: 'switch'})
  expect(await off()).toMatchObject({power: 'on', error: {code: 'POWER_UNKNOWN'}})
  expect(host.isUp()).toBe(false)
  const run = coordinator.store.entries[0]?.run
  expect(await off(true)).toMatchObject({
    plan: expect.arrayContaining([expect.stringContaining(`no shutdown (run ${run} shut it down at`)]),
  })
  const commands = host.commands.length
  const result = await off()
  expect(result).toMatchObject({power: 'off', changed: true})
  expect(result).not.toHaveProperty('error')
  expect(host.commands).toHaveLength(commands)
  expect(coordinator.store.entries.find(({act}) => act === 'host.shutdown.skipped')?.data['text']).toContain(`run ${run} shut it down`)
})

it('a machine that is still shutting down is waited for, and its disks too', async () => {
  const {off, host, before, use, services} = await bench(true)
  await before('host.shutdown', 'intent')
  let tries = 0
  use(async () => {
    tries++
    if (tries === 3) await host.power(false)
    throw new OpsError('TRANSPORT_UNREACHABLE', 'Its sshd has ended.', 'unreachable')
  })
  const began = services.clock.now()
  expect(await off()).toMatchObject({power: 'off', changed: true})
  expect(tries).toBeGreaterThanOrEqual(3)
  expect(services.clock.now() - began).toBeGreaterThanOrEqual(7000)
})

it('a command that never arrived is sent again', async () => {
  const {off, host, before} = await bench(true)
  await before('host.shutdown', 'intent')
  expect(await off()).toMatchObject({power: 'off', changed: true})
  expect(host.commands.slice(-4)).toEqual(['true', 'survey', 'survey', 'systemctl poweroff'])
})

it('an accepted command explains a later silence', async () => {
  const {off, accepted} = await bench(false)
  await accepted()
  expect(await off()).toMatchObject({power: 'off', changed: true})
})

it.each([false, true])('a machine that starts while others are checked keeps its power (--hard: %s)', async (hard) => {
  const {off, accepted, registry, host, plug} = await bench(false)
  await accepted()
  registry.guards.add('last', {
    name: 'last',
    order: 99,
    async check({name}) {
      await host.power(true)
      return {guard: 'last', host: name, findings: [], plan: []}
    },
  })
  expect((await off(false, hard))?.error).toMatchObject({code: 'POWER_UP_AGAIN', exit: 5})
  expect(plug.state.outlets[0]?.closed).toBe(true)
})

type Bench = Awaited<ReturnType<typeof bench>>
const proof = (holds: boolean) => ({proofs: [{kind: 'relay', holds, detail: ''}]})
const silent: [string, (set: Bench) => Promise<unknown>][] = [
  ['no command was sent', async () => {}],
  ['no entry shows that it accepted the command', async ({before}) => before('host.shutdown', 'intent')],
  ['its relay was closed since', async ({accepted, before}) => [await accepted(), await before('relay.on', 'intent')]],
  [
    'its relay was proved open since, and is closed now',
    async ({accepted, before}) => [await accepted(), await before('power.proof', 'note', {data: proof(true)})],
  ],
  [
    "its relay closed since, by the plug's own time",
    async ({accepted, services, signal}) => [await accepted(), await services.clock.sleep(60_000, signal)],
  ],
  [
    'work was moved to it since',
    async ({accepted, before}) => {
      await accepted()
      const {seq} = await before('evacuate.start', 'intent')
      await before('evacuate.start', 'outcome', {intent: seq, data: {state: 'done'}})
    },
  ],
  [
    'the command failed',
    async ({before}) => {
      const {seq} = await before('host.shutdown', 'intent')
      await before('host.shutdown', 'outcome', {intent: seq, data: {state: 'failed'}})
    },
  ],
  [
    'it answered a later run',
    async ({accepted, host, off, plug}) => {
      for (const outlet of plug.state.outlets) outlet.closedAt -= 7_200_000
      await accepted()
      await host.power(true)
      host.extra = ['process\t99\t1\t0\t0\tpostgres\t0::/\tpostgres -D /data']
      expect(await off()).toMatchObject({findings: [{code: 'POWER_UNDECLARED_WORK'}]})
      await host.power(false)
    },
  ],
  [
    'a later run was refused for work that it saw on it',
    async ({accepted, before}) => {
      await accepted()
      await before('guard.refused', 'note', {data: {findings: [{code: 'POWER_HOST_BUSY'}]}})
    },
  ],
  [
    'another machine had the name then',
    async ({before, machine}) => {
      await before('host.shutdown', 'intent', {data: {...machine, machine: 'ssh 127.40.1.77:22'}})
      await before('host.shutdown.taken', 'note')
    },
  ],
  [
    'it hung on another plug then',
    async ({before, machine}) => {
      const outlets = machine.outlets.map((outlet) => ({...outlet, ids: {deviceId: 'F'.repeat(40)}}))
      await before('host.shutdown', 'intent', {data: {...machine, outlets}})
      await before('host.shutdown.taken', 'note')
    },
  ],
  [
    'the command is older than an hour',
    async ({accepted, services, signal, plug}) => {
      for (const outlet of plug.state.outlets) outlet.closedAt -= 7_200_000
      await accepted()
      await services.clock.sleep(3_600_001, signal)
    },
  ],
]
it.each(silent)('a silent machine is refused: %s', async (_, prepare) => {
  const set = await bench(false)
  await prepare(set)
  expect(await set.off()).toMatchObject({power: 'on', changed: false, error: {exit: 5}, findings: [{code: 'POWER_HOST_SILENT'}]})
  expect(set.plug.state.outlets[0]?.closed).toBe(true)
})

it('figures of an earlier shutdown count for some minutes only: after that, any load may have fallen', async () => {
  const set = await bench(false)
  await set.accepted()
  for (const outlet of set.plug.state.outlets) outlet.closedAt -= 7_200_000
  await set.services.clock.sleep(10 * 60_000, set.signal)
  expect(await set.off()).toMatchObject({power: 'on', changed: false, error: {code: 'POWER_FALL_UNSEEN', exit: 5}})
  expect(set.plug.state.outlets[0]?.closed).toBe(true)
})

it.each([
  ['proven', 'orderly', 0],
  ['proven', 'orderly', 10 * 60_000],
  ['proven', 'hard', 10 * 60_000],
  ['assumed', 'hard', 0],
])(
  'an outlet that draws what it drew before the shutdown feeds a machine that runs: %s wiring, %s, %i ms later',
  async (wiring, how, ms) => {
    const set = await bench(false)
    for (const outlet of set.plug.state.outlets) outlet.closedAt -= 7_200_000
    if (wiring === 'proven') await set.prove()
    await set.accepted()
    await set.services.clock.sleep(ms, set.signal)
    // Started by its button, with its network down.
    set.load.watts = 40
    if (ms > 0) expect(await set.off(true, how === 'hard')).toMatchObject({findings: [{code: 'POWER_HOST_SILENT'}], error: {exit: 5}})
    expect(await set.off(false, how === 'hard')).toMatchObject({changed: false, findings: [{code: 'POWER_HOST_SILENT'}], error: {exit: 5}})
    expect(set.plug.state.outlets[0]?.closed).toBe(true)
    if (wiring === 'assumed') return
    // It is remembered: a machine that draws less for a moment is no machine that is down.
    set.load.watts = 10
    expect(await set.off(false, how === 'hard')).toMatchObject({findings: [{code: 'POWER_HOST_SILENT'}]})
    expect(await set.off(false, how === 'hard', 'it hangs')).toMatchObject({changed: true})
  },
)

it('what --hard does not compare, the next orderly run still does', async () => {
  const set = await bench(false)
  for (const outlet of set.plug.state.outlets) outlet.closedAt -= 7_200_000
  await set.accepted()
  set.load.watts = 40
  expect(await set.off(false, true)).toMatchObject({findings: [{code: 'POWER_HOST_SILENT'}]})
  expect(await set.off(false, false, 'it hangs')).toMatchObject({changed: false, error: {code: 'POWER_WRONG_PLUG'}})
  expect(set.plug.state.outlets[0]?.closed).toBe(true)
})

it('the figures of a proven outlet do not expire: a load that has fallen is that of its machine', async () => {
  const set = await bench(false)
  for (const outlet of set.plug.state.outlets) outlet.closedAt -= 7_200_000
  await set.prove()
  await set.accepted()
  await set.services.clock.sleep(10 * 60_000, set.signal)
  expect(await set.off()).toMatchObject({power: 'off', wiring: 'proven'})
})
