import {expect, test} from 'vitest'
import {beacon, bootScene, type BootScene} from '../../test/fixtures/boot-scene.ts'
import {untrusted} from '@ops/core/untrusted'
import {bootStartAction, bootWaitAction} from './playbook-actions.ts'

const fetched = {
  event: 'tftp-ended',
  id: 1,
  outcome: 'done',
  bytes: 9,
  ms: 1,
  retransmits: 0,
  client: 'c',
  host: 'pxcab',
  file: untrusted('k'),
  size: 9,
} as const
const up = [fetched, beacon('nfs', 'ok', 'srv'), beacon('login', 'ok', 'sshd')]
const forMs = 20_000

async function start(scene: BootScene) {
  const host = scene.services.inventory.host('pxcab')
  const facts = await bootStartAction.probe(host, {forMs}, scene)
  return {plan: bootStartAction.plan(host, {forMs}, facts), done: () => bootStartAction.apply(host, {forMs}, facts, scene)}
}

test('boot.start arms, switches on, follows to the last stage, and disarms', async () => {
  const scene = await bootScene({sees: up})
  const {plan, done} = await start(scene)
  expect(plan).toHaveLength(3)
  const result = await done()
  expect(result).toMatchObject({changed: true, stages: ['power', 'tftp', 'nfs', 'login'].map((stage) => ({stage, state: 'seen'}))})
  expect(scene.asked).toEqual(['arm pxcab 20000', 'power on', 'disarm pxcab'])
})

test('boot.start has nothing to do for a machine that is on', async () => {
  const scene = await bootScene({power: 'on'})
  const {plan, done} = await start(scene)
  expect(plan).toEqual([])
  expect(await done()).toEqual({changed: false})
  expect(scene.asked).toEqual([])
})

test('boot.start fails the step when the boot stops, and disarms', async () => {
  const scene = await bootScene({sees: [fetched, beacon('nfs', 'failed', 'access denied')]})
  const {done} = await start(scene)
  await expect(done()).rejects.toMatchObject({code: 'BOOT_STOPPED', exit: 3, message: expect.stringContaining('access denied')})
  expect(scene.asked.at(-1)).toBe('disarm pxcab')
})

test('boot.start leaves the power alone when there is no boot server', async () => {
  const scene = await bootScene({served: false})
  const {done} = await start(scene)
  await expect(done()).rejects.toMatchObject({code: 'BOOT_NOT_SERVED'})
  expect(scene.asked).toEqual([])
})

test('boot.wait follows a boot that was started elsewhere', async () => {
  const scene = await bootScene({power: 'on', sees: up, atOnce: true, profile: 'stages: [tftp, nfs, login]'})
  const host = scene.services.inventory.host('pxcab')
  const facts = await bootWaitAction.probe(host, {forMs}, scene)
  expect(bootWaitAction.plan(host, {forMs}, facts)).toHaveLength(1)
  expect(await bootWaitAction.apply(host, {forMs}, facts, scene)).toMatchObject({
    stages: [{stage: 'tftp', state: 'seen'}, {stage: 'nfs'}, {stage: 'login', state: 'seen'}],
  })
  expect(scene.asked).toEqual([])
})

test('forMs has a default and a minimum', async () => {
  const schema = await bootStartAction.schema()
  expect(schema.parse({})).toEqual({forMs: 600_000})
  expect(schema.safeParse({forMs: 5}).success).toBe(false)
  expect(schema.safeParse({forever: true}).success).toBe(false)
})
