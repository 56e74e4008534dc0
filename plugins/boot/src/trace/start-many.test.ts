import {expect, test} from 'vitest'
import {readRun} from '@ops/core/runs'
import {bootScene} from '../../test/fixtures/boot-scene.ts'
import {controlClient} from '../control/control-client.ts'
import {controlPath} from './boot-follow.ts'
import {startMany} from './start-many.ts'

const profile = 'stages: [power]'

async function start(fanout: number) {
  const scene = await bootScene({profile, hosts: ['a', 'b'], fanout})
  const {services, signal} = scene
  const options = {argv: ['boot', 'start', 'a,b'], forMs: 2000, server: controlClient(controlPath(services))}
  const result = await startMany(services, [...services.inventory.hosts.values()], options, signal)
  return {...scene, result}
}

test('fanout limits how many hosts boot at the same time', async () => {
  const {asked} = await start(1)
  expect(asked).toEqual(['arm a 2000', 'power on', 'disarm a', 'arm b 2000', 'power on', 'disarm b'])
})

test('hosts boot side by side within the fanout, in one run of the journal', async () => {
  const {asked, result, services} = await start(2)
  expect(asked.slice(0, 2).sort()).toEqual(['arm a 2000', 'arm b 2000'])
  expect(result.hosts).toMatchObject([
    {host: 'a', verdict: 'booted'},
    {host: 'b', verdict: 'booted'},
  ])
  expect(await readRun(services.coordinator, result.run)).toMatchObject({state: 'done', command: 'boot start'})
})

test('a host that fails does not disturb the others', async () => {
  const {services, signal} = await bootScene({profile, hosts: ['a', 'b'], fanout: 1, served: false})
  const options = {argv: [], forMs: 2000, server: controlClient(controlPath(services))}
  const {hosts, run} = await startMany(services, [...services.inventory.hosts.values()], options, signal)
  expect(hosts).toMatchObject([
    {host: 'a', error: {code: 'BOOT_NOT_SERVED'}},
    {host: 'b', error: {code: 'BOOT_NOT_SERVED'}},
  ])
  expect(await readRun(services.coordinator, run)).toMatchObject({state: 'failed'})
})
