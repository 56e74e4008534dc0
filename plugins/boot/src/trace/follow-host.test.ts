import {expect, test} from 'vitest'
import {beacon, bootScene} from '../../test/fixtures/boot-scene.ts'
import {controlPath} from './boot-follow.ts'
import {followMany} from './follow-host.ts'
import {controlClient} from '../control/control-client.ts'
import type {Evidence} from '../timeline/evidence.ts'

async function follow(input: Parameters<typeof bootScene>[0], forMs = 60_000) {
  const {services, asked, signal} = await bootScene(input)
  const seen: string[] = []
  const changed = (host: string, _: object, {stage}: Evidence) => seen.push(`${host} ${stage}`)
  const options = {forMs, server: controlClient(controlPath(services)), changed}
  const hosts = await followMany(services, [services.inventory.host('pxcab')], options, signal)
  return {hosts, asked, seen}
}

test('follows a running boot to its end without switching or arming', async () => {
  const {hosts, asked, seen} = await follow({sees: [beacon('nfs', 'ok', 'srv'), beacon('login', 'ok', 'sshd')], atOnce: true})
  expect(hosts).toMatchObject([{host: 'pxcab', profile: 'p', verdict: 'booted'}])
  expect(seen).toEqual(['pxcab nfs', 'pxcab login'])
  expect(asked).toEqual([])
})

test('an unfinished boot is a failed host; earlier stages are unknown', async () => {
  const {hosts} = await follow({sees: [beacon('nfs', 'ok', 'srv')], atOnce: true}, 300)
  expect(hosts).toMatchObject([{verdict: 'stopped', error: {code: 'BOOT_STOPPED', exit: 3}}])
  expect(hosts[0]).toMatchObject({timeline: {stages: [{stage: 'power', state: 'unknown'}, {}, {stage: 'nfs', state: 'seen'}, {}]}})
})

test('a missing boot server is an error', async () => {
  expect((await follow({served: false})).hosts).toMatchObject([{host: 'pxcab', error: {code: 'BOOT_NOT_SERVED'}}])
})
