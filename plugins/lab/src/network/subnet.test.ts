import {once} from 'node:events'
import {createServer} from 'node:net'
import {expect, test} from 'vitest'
import {plugPort} from '../instance/hosts.ts'
import {firstSubnet, identityOf, plugAddress, subnetCount} from '../instance/identity.ts'
import {reserveSubnet} from './subnet.ts'

const lab = (name: string) => ({identity: identityOf(`/labs/${process.pid}/${name}`), mode: 'plain' as const})

test('a network is chosen by one lab at a time, and may be chosen again afterwards', async () => {
  const first = await reserveSubnet(lab('a'))
  await using second = await reserveSubnet(lab('a'))
  expect(second.subnet).not.toBe(first.subnet)
  await first[Symbol.asyncDispose]()
  await using third = await reserveSubnet(lab('a'))
  expect(third.subnet).toBe(first.subnet)
})

test('a network is left out when a plug listens on its loopback address', async () => {
  const own = firstSubnet(lab('b').identity)
  const server = createServer().listen({host: plugAddress(own, 1), port: plugPort})
  await once(server, 'listening')
  await using network = await reserveSubnet(lab('b'))
  expect(network.subnet).not.toBe(own)
  expect(network.subnet).toBeLessThan(subnetCount)
  server.close()
})
