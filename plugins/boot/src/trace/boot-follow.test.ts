import {untrusted} from '@ops/core/untrusted'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {BootProgress} from '@ops/core/seams'
import {beacon, bootScene} from '../../test/fixtures/boot-scene.ts'
import {bootPlan} from '../profiles/boot-machine.ts'
import {controlPath as pathOfServer} from '../control/control-path.ts'
import {bootFollow, controlPath, usualBootMs} from './boot-follow.ts'
import {lazyBootFollow} from './lazy-boot-follow.ts'

test('arms one boot, and disarms it', async () => {
  const {services, asked, signal} = await bootScene()
  const armed = await lazyBootFollow.arm(services, services.inventory.host('pxcab'), {}, signal)
  expect(asked).toEqual([`arm pxcab ${usualBootMs}`])
  await armed[Symbol.asyncDispose]()
  expect(asked.at(-1)).toBe('disarm pxcab')
})

test('a board that boots from flash needs no boot server; for others a missing one is an error', async () => {
  const flash = await bootScene({served: false, profile: 'source: flash'})
  await using armed = await bootFollow.arm(flash.services, flash.services.inventory.host('pxcab'), {}, flash.signal)
  expect(armed).toBeDefined()
  const network = await bootScene({served: false})
  await expect(bootFollow.arm(network.services, network.services.inventory.host('pxcab'), {}, network.signal)).rejects.toMatchObject({
    code: 'BOOT_NOT_SERVED',
  })
})

test('reports each change of a stage once, and ends with the last stage; stages without evidence are unknown', async () => {
  const asks = {event: 'tftp-refused', client: 'c', host: 'pxcab', code: 1, reason: 'File not found'} as const
  const sees = [
    {...asks, file: untrusted('a')},
    {...asks, file: untrusted('b')},
    {...asks, file: untrusted('b')},
    beacon('login', 'ok', 'sshd'),
  ]
  const {services, signal} = await bootScene({sees, atOnce: true})
  const steps: BootProgress[] = []
  for await (const step of lazyBootFollow.follow(services, services.inventory.host('pxcab'), {}, signal)) steps.push(step)
  const of = (stage: string) => steps.filter((step) => step.stage === stage).map(({state, evidence}) => [state, evidence])
  expect(of('tftp')).toEqual([
    ['waiting', 'a: File not found'],
    ['waiting', 'b: File not found'],
  ])
  expect(of('nfs').at(-1)).toEqual(['unknown', undefined])
  expect(of('login').at(-1)).toEqual(['seen', 'sshd'])
  expect(steps.find(({stage, state}) => stage === 'login' && state === 'seen')?.atMs).toBeGreaterThanOrEqual(0)
})

test('waits no longer than forMs', async () => {
  const {services, asked, signal} = await bootScene({sees: [beacon('tftp', 'ok', 'kernel')], atOnce: true})
  const host = services.inventory.host('pxcab')
  await using _armed = await bootFollow.arm(services, host, {forMs: 400}, signal)
  expect(asked).toEqual(['arm pxcab 400'])
  const steps: BootProgress[] = []
  for await (const step of bootFollow.follow(services, host, {forMs: 400}, signal)) steps.push(step)
  expect(steps.at(-1)).toMatchObject({stage: 'login', state: 'unknown'})
})

test('ends when the signal aborts', async () => {
  const {services} = await bootScene({sees: [beacon('nfs', 'ok', 'srv')], atOnce: true})
  const stop = new AbortController()
  const follow = async () => {
    for await (const {stage, state} of bootFollow.follow(services, services.inventory.host('pxcab'), {}, stop.signal))
      if (stage === 'nfs' && state === 'seen') stop.abort(new Error('enough'))
  }
  await expect(follow()).rejects.toThrow('enough')
})

test('ends when the consumer stops reading', async () => {
  const {services, signal, listeners} = await bootScene({sees: [beacon('nfs', 'ok', 'srv')], atOnce: true})
  for await (const {stage} of bootFollow.follow(services, services.inventory.host('pxcab'), {}, signal)) if (stage === 'nfs') break
  await expect.poll(listeners).toBe(0)
})

test('boot.control of the inventory is the default of server and clients', async () => {
  const {services} = await bootScene({served: false})
  const expected = join(services.settings.stateDir, 'boot.sock')
  expect(controlPath(services)).toBe(expected)
  expect(pathOfServer(undefined, bootPlan(services.inventory), '/elsewhere')).toBe(expected)
  expect(pathOfServer('/flag', bootPlan(services.inventory), '/elsewhere')).toBe('/flag')
  expect(pathOfServer(undefined, bootPlan(undefined), '/state')).toBe('/state/boot/serve.sock')
})
