import {expect, it, onTestFinished} from 'vitest'
import type {BootFollow, BootProgress} from '@ops/core/seams'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {evaluateStages} from '../src/on/netboot-trace.ts'
import {netbootHosts} from '../src/on/netboot.ts'
import {renderResults} from '../src/present/render-results.ts'
import {scene} from './scene.ts'

const address = '127.40.5.2'
const seen = (stage: string, atMs: number): BootProgress => ({stage, state: 'seen', atMs, evidence: `${stage} ended`})
const unknown = (stage: string): BootProgress => ({stage, state: 'unknown'})

/** A plug, and a boot plugin that observes `steps`; `order` lists the events. */
async function bench(steps: readonly BootProgress[], closed = false, troubles: {arm?: Error; follow?: Error} = {}) {
  const order: string[] = []
  const plug = await startLabPlug({
    model: 'HS110',
    address,
    port: 0,
    outlets: [{alias: 'a', on: closed}],
    async onRelay(_outlet, on) {
      order.push(on ? 'on' : 'off')
      return true
    },
  })
  onTestFinished(() => plug[Symbol.asyncDispose]())
  const follow: BootFollow = {
    async arm(_services, host, {forMs}) {
      if (troubles.arm !== undefined) throw troubles.arm
      order.push(`arm ${host.name}${forMs === undefined ? '' : ` for ${forMs}`}`)
      return {
        async [Symbol.asyncDispose]() {
          order.push(`disarm ${host.name}`)
        },
      }
    },
    async *follow(_services, host, {forMs}, signal) {
      order.push(`follow ${host.name}${forMs === undefined ? '' : ` for ${forMs}`}`)
      while (!order.includes('on')) {
        signal.throwIfAborted()
        await new Promise(setImmediate)
      }
      if (troubles.follow !== undefined) throw troubles.follow
      yield* steps
    },
  }
  const made = await scene({inventory: `hosts: {a: {power: {driver: kasa, address: ${address}, port: ${plug.port}}}}`})
  const netboot = (forMs?: number) =>
    netbootHosts(made.services, made.hosts('a'), {argv: ['power', 'on', 'a', '--netboot'], forMs}, made.signal)
  return {...made, order, plug, follow, netboot, register: () => made.registry.bootFollow.add('boot', follow)}
}

it('arms, follows, switches on, reports the stages, and disarms', async () => {
  const {netboot, register, order, coordinator} = await bench([unknown('power'), seen('tftp', 900), seen('login', 4000)])
  register()
  const {hosts} = await netboot()
  expect(order).toEqual(['arm a', 'follow a', 'on', 'disarm a'])
  expect(hosts).toMatchObject([{host: 'a', power: 'on', changed: true, boot: {verdict: 'booted'}}])
  expect(hosts[0]?.error).toBeUndefined()
  // The stage of the relay comes from power's own proof.
  expect(hosts[0]?.boot?.stages).toEqual([
    {stage: 'power', state: 'seen', evidence: 'the power is on'},
    seen('tftp', 900),
    seen('login', 4000),
  ])
  expect(renderResults(hosts)).toContain('4.0 s  a login ok: login ended\n  a is up.')
  expect(coordinator.store.entries.map(({act}) => act)).toEqual(expect.arrayContaining(['boot.arm', 'relay.on', 'boot.story']))
})

it('a boot that stops is a failed host, with the stage and the reason', async () => {
  const {netboot, register, order} = await bench([
    seen('tftp', 900),
    {stage: 'nfs', state: 'failed', evidence: 'no such export'},
    unknown('login'),
  ])
  register()
  const {hosts} = await netboot()
  expect(hosts).toMatchObject([
    {power: 'on', boot: {verdict: 'stopped', stoppedAt: 'nfs'}, error: {code: 'POWER_NETBOOT_STOPPED', exit: 3}},
  ])
  expect(hosts[0]?.error?.message).toBe('a is on, and its boot stopped at nfs: no such export.')
  expect(order.at(-1)).toBe('disarm a')
})

it('arms and follows for the requested time', async () => {
  const {netboot, register, order} = await bench([seen('login', 1)])
  register()
  await netboot(5000)
  expect(order).toEqual(['arm a for 5000', 'follow a for 5000', 'on', 'disarm a'])
})

it('refuses before anything is done: no plugin, a machine that is on, an unreachable boot server', async () => {
  const without = await bench([])
  await expect(without.netboot()).rejects.toMatchObject({
    code: 'POWER_NETBOOT_NO_PLUGIN',
    exit: 5,
    hint: expect.stringContaining('@ops/plugin-boot'),
  })
  const already = await bench([], true)
  already.register()
  expect((await already.netboot()).hosts).toMatchObject([{power: 'on', error: {code: 'POWER_NETBOOT_ALREADY_ON', exit: 5}}])
  const away = await bench([], false, {arm: new Error('no server')})
  away.register()
  expect((await away.netboot()).hosts).toMatchObject([{power: 'off', error: {message: 'no server'}}])
  expect([...without.order, ...already.order, ...away.order]).toEqual([])
})

it('a relay that does not close ends the observation and disarms', async () => {
  const {netboot, register, order, plug} = await bench([seen('login', 1)])
  register()
  await plug[Symbol.asyncDispose]()
  const {hosts} = await netboot()
  expect(hosts[0]?.error).toMatchObject({code: 'POWER_PLUG_SILENT'})
  expect(order).toEqual(['arm a', 'follow a', 'disarm a'])
})

it('an observation that fails leaves the power as it was read, and the boot unknown', async () => {
  const {netboot, register, order} = await bench([], false, {follow: new Error('the server went away')})
  register()
  expect((await netboot()).hosts).toMatchObject([{power: 'on', error: {message: 'the server went away'}}])
  expect(order.at(-1)).toBe('disarm a')
})

it('the last stage decides; a stage that was not observed does not count as reached', () => {
  expect(evaluateStages([seen('tftp', 1), unknown('login')])).toMatchObject({
    verdict: 'stopped',
    stoppedAt: 'login',
    why: 'tftp is the last stage that was observed',
  })
  expect(evaluateStages([unknown('tftp'), unknown('login')])).toMatchObject({stoppedAt: 'tftp', why: 'no stage was observed'})
  expect(evaluateStages([unknown('tftp'), seen('login', 1)])).toMatchObject({verdict: 'booted'})
  expect(evaluateStages([{stage: 'tftp', state: 'waiting', evidence: 'asked for k'}, unknown('login')])).toMatchObject({
    stoppedAt: 'tftp',
    why: 'it did not end: asked for k',
  })
})
