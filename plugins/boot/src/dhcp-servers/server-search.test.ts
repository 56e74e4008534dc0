import fc from 'fast-check'
import {setImmediate} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {answerDhcp, readDhcp} from '../test-boot/wire/dhcp.ts'
import {DhcpServers} from '../state/dhcp-servers.ts'
import {EventHub, type StampedEvent} from '../state/events.ts'
import type {ClientLink} from './client-link.ts'
import {readServerMessage, writeDiscover} from './client-message.ts'
import {findServers} from './server-search.ts'
import {watchServers} from './watch-servers.ts'

const ownMac = '02:00:00:00:00:01'
const network = {address: '10.0.0.1', interface: 'eth0', machine: '00:1a:64:00:00:01'}

/** Time that stands still but for sleeps, which end when all else has been done. */
function fakeClock() {
  const clock = {
    at: 0,
    now: () => clock.at,
    monotonic: () => clock.at,
    async sleep(ms: number, signal?: AbortSignal) {
      for (let turn = 0; turn < 5; turn++) await setImmediate()
      signal?.throwIfAborted()
      clock.at += ms
    },
  }
  return clock
}

/** A network with servers that answer, each the cards that it knows (all: undefined). */
function fakeLink(servers: {address: string; knows?: string}[]) {
  const asked: string[] = []
  const listeners: ((message: Buffer) => void)[] = []
  const say = (message: Buffer) => {
    for (const listener of listeners) listener(message)
  }
  const link: ClientLink = {
    async broadcast(from, message) {
      const question = readDhcp(message)
      if (question === undefined) throw new Error('not a request')
      asked.push(`${from} ${question.mac}`)
      for (const {address, knows} of servers) {
        if (knows !== undefined && knows !== question.mac) continue
        const answer = answerDhcp(question, {client: '10.0.0.150', server: address, netmask: '255.255.255.0', leaseS: 60})
        if (answer !== undefined) queueMicrotask(() => say(answer))
      }
    },
    listen: (listener) => void listeners.push(listener),
    ownMac: () => ownMac,
    macOf: async (address) => (address === '10.0.0.254' ? '02:00:00:00:00:fe' : undefined),
    ownAddresses: () => ['10.0.0.1'],
    async [Symbol.asyncDispose]() {},
  }
  return {link, asked, say}
}

const never = new AbortController().signal

test('a network without a server is asked twice, and the search ends after 5 s', async () => {
  const {link, asked} = fakeLink([])
  const clock = fakeClock()
  expect(await findServers([network], link, clock, never)).toEqual([])
  expect(asked).toEqual([`10.0.0.1 ${ownMac}`, '10.0.0.1 00:1a:64:00:00:01', `10.0.0.1 ${ownMac}`, '10.0.0.1 00:1a:64:00:00:01'])
  expect(clock.at).toBe(5000)
})

test('servers are found with card, interface and offer, also one that knows the machine of the inventory only', async () => {
  const {link} = fakeLink([{address: '10.0.0.254'}, {address: '10.0.0.253', knows: '00:1a:64:00:00:01'}])
  const offer = {interface: 'eth0', offered: '10.0.0.150', network: '10.0.0.0/24'}
  expect(await findServers([network], link, fakeClock(), never)).toEqual([
    {address: '10.0.0.254', mac: '02:00:00:00:00:fe', ...offer},
    {address: '10.0.0.253', ...offer},
  ])
})

test('a stopped search ends at once with the reason', async () => {
  const {link} = fakeLink([])
  const stop = AbortSignal.abort(new Error('stopped'))
  await expect(findServers([network], link, fakeClock(), stop)).rejects.toThrow('stopped')
})

test('a later server is reported once, this machine never; no request names a machine of the inventory', async () => {
  const {link, asked, say} = fakeLink([{address: '10.0.0.1'}])
  const hub = new EventHub(() => 0)
  const events: StampedEvent[] = []
  hub.subscribe((event) => void events.push(event))
  const servers = new DhcpServers(() => 0)
  const stop = new AbortController()
  // Hours pass only when the test ends.
  const clock = {
    ...fakeClock(),
    sleep: (_: number, signal?: AbortSignal) => new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve())),
  }
  const watching = watchServers({link, clock, hub, servers, networks: () => [network]}, stop.signal)
  const nak = Buffer.concat([writeDiscover(ownMac, 7).subarray(0, 240), Buffer.from([53, 1, 6, 54, 4, 10, 0, 0, 254, 255])])
  nak[0] = 2
  for (let count = 0; count < 3; count++) say(nak)
  for (let turn = 0; turn < 5; turn++) await setImmediate()
  expect(events).toMatchObject([{event: 'dhcp-server', address: '10.0.0.254', mac: '02:00:00:00:00:fe'}])
  expect(servers.list().map(({address}) => address)).toEqual(['10.0.0.254'])
  expect(asked).toEqual([`10.0.0.1 ${ownMac}`])
  stop.abort()
  await watching
})

test('no bytes make the reader throw; those of a client are no answer', () => {
  fc.assert(fc.property(fc.uint8Array({maxLength: 400}), (data) => void readServerMessage(Buffer.from(data))))
  const message = writeDiscover(ownMac, 7)
  expect(readServerMessage(message)).toBeUndefined()
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 60}), (options) => {
      const answer = Buffer.concat([message.subarray(0, 240), Buffer.from(options)])
      answer[0] = 2
      readServerMessage(answer)
    }),
  )
})
