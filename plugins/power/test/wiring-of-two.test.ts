import {expect, it, onTestFinished} from 'vitest'
import {identifyHost} from '../src/identify/identify-host.ts'
import {type LabPlug, startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {offHosts} from '../src/off/off-hosts.ts'
import {onHosts} from '../src/on/switch-on.ts'
import {unprovenLease} from '../src/runs/unproven-lease.ts'
import {type FakeHost, fakeHost, standbyWatts} from './fake-host.ts'
import {scene} from './scene.ts'

const address = '127.40.9.1'

interface Options {
  model: 'HS100' | 'HS110'
  /** Indexes of the machines that hang on each plug. */
  cables: [readonly number[], readonly number[]]
  /** Index of the plug that the inventory has for a and b. */
  entries?: [number, number]
  outlet?: string
}

/** Machines a and b, and two plugs whose cables are not those of the inventory. */
async function bench({model, cables, entries = [0, 1], outlet = ''}: Options) {
  const machines: FakeHost[] = [await fakeHost(address), await fakeHost(address)]
  for (const machine of machines) machine.uptimeS = 1
  const plugs: LabPlug[] = []
  for (const [at, fed] of cables.entries()) {
    const on = fed.map((index) => machines[index] as FakeHost)
    plugs.push(
      await startLabPlug({
        ...{model, address, port: 0, deviceId: 'AB'.charAt(at).repeat(40), outlets: [{alias: `p${at}`, on: true}]},
        onRelay: async (_, closed) => (await Promise.all(on.map((machine) => machine.power(closed)))).every(Boolean),
        draw: async () => on.reduce((sum, machine) => sum + (machine.isUp() ? 40 : standbyWatts), 0),
      }),
    )
  }
  onTestFinished(async () => {
    for (const plug of plugs) await plug[Symbol.asyncDispose]()
    for (const machine of machines) await machine.power(false)
  })
  const hosts = entries.map((plug, at) => {
    const entry = `{driver: kasa, address: ${address}, port: ${plugs[plug]?.port}${outlet}}`
    return `${'ab'.charAt(at)}: {address: ${address}, ssh: {port: ${machines[at]?.port}}, power: ${entry}}`
  })
  const [a, b] = machines as [FakeHost, FakeHost]
  const set = await scene({inventory: `hosts: {${hosts.join(', ')}}`, transports: {a: a.transport('a'), b: b.transport('b')}})
  const {services, signal} = set
  return {
    ...set,
    a,
    b,
    off: async (names: string) => (await offHosts(services, set.hosts(names), {argv: [], dryRun: false}, signal)).hosts,
    on: async (names: string) => (await onHosts(services, set.hosts(names), [], signal)).hosts,
    identify: async (name: string) =>
      (
        await identifyHost(
          services,
          services.inventory.host(name),
          {argv: [], hard: false, startMs: 60_000, confirm: async () => {}},
          signal,
        )
      ).hosts[0],
    isClosed: () => plugs.map(({state}) => state.outlets[0]?.closed),
    proofs: () => set.coordinator.store.entries.filter(({act}) => act === 'power.wiring.proven'),
  }
}

const swapped: [number[], number[]] = [[1], [0]]

it('two machines on exchanged plugs with meters do not prove them for each other', async () => {
  const {off, proofs, isClosed} = await bench({model: 'HS110', cables: swapped})
  const results = await off('a,b')
  // b is silent when its turn comes, or its plug did not react either.
  for (const {power, error} of results) expect([power, error?.exit]).toEqual(['on', 5])
  expect(results[0]?.error?.code).toBe('POWER_WRONG_PLUG')
  expect(proofs()).toEqual([])
  expect(isClosed()).toEqual([true, true])
})

it('two machines on exchanged plugs are not identified by the starts of each other', async () => {
  const {identify, proofs} = await bench({model: 'HS100', cables: swapped})
  const results = await Promise.all([identify('a'), identify('b')])
  expect(results.map((result) => result?.wiring)).toEqual(['assumed', 'assumed'])
  expect(proofs()).toEqual([])
})

it('of two machines that shut down at once on one outlet, none is proven, and a demanded proof is refused before', async () => {
  // Only b hangs on the plug that the inventory has for both.
  const cables: [number[], number[]] = [[1], [0]]
  const {off, proofs} = await bench({model: 'HS110', cables, entries: [0, 0]})
  const [result] = await off('a')
  expect(result).toMatchObject({wiring: 'assumed', alsoCut: ['b']})
  expect(result?.proofs.find(({kind}) => kind === 'wiring')).toMatchObject({
    holds: 'unknown',
    detail: expect.stringContaining('b shut down at the same time'),
  })
  expect(proofs()).toEqual([])
  const strict = await bench({model: 'HS110', cables, entries: [0, 0], outlet: ', wiring: proven'})
  expect((await strict.off('a'))[0]?.error).toMatchObject({
    code: 'POWER_WIRING_ASSUMED',
    message: expect.stringContaining('b would shut down on them at the same time'),
  })
  expect([strict.a.isUp(), strict.b.isUp()]).toEqual([true, true])
})

it('another process that watches an unproven machine is waited for', async () => {
  const {coordinator, on, off} = await bench({model: 'HS110', cables: [[0], [1]]})
  await off('a')
  const other = await coordinator.lease({names: [unprovenLease], mode: 'exclusive', ttlMs: 60_000, holder: 'other'})
  let isReleased = false
  const switching = off('b').then((results) => ({results, isReleased}))
  setTimeout(() => {
    isReleased = true
    void other.release()
  }, 300)
  expect(await switching).toMatchObject({isReleased: true, results: [{power: 'off', wiring: 'proven'}]})
  // The wiring of a is proven now: it is switched at once.
  const again = await coordinator.lease({names: [unprovenLease], mode: 'exclusive', ttlMs: 60_000, holder: 'other'})
  expect((await on('a'))[0]).toMatchObject({power: 'on', wiring: 'proven'})
  await again.release()
})
