import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {DgramAsPromised} from 'dgram-as-promised'
import {expect, test} from 'vitest'
import {DgramChannel} from './dgram-channel.ts'
import {descriptorOf, readDirectly, writeDirectly} from './direct-socket.ts'

test('the pinned Node exposes the descriptor of a UDP socket, for reading and writing', async () => {
  const [one, other] = [createSocket('udp4'), createSocket('udp4')]
  await Promise.all([one, other].map((socket) => once(socket.bind(0, '127.0.0.1'), 'listening')))
  await Promise.all([
    once(one.connect(other.address().port, '127.0.0.1') ?? one, 'connect'),
    once(other.connect(one.address().port, '127.0.0.1') ?? other, 'connect'),
  ])
  const from = descriptorOf(one)
  const to = descriptorOf(other)
  if (from === undefined || to === undefined) throw new Error('this Node keeps the descriptor elsewhere')
  expect(readDirectly(to)).toMatchObject({code: 'EAGAIN'})
  expect(writeDirectly(from, Buffer.from('ack!!'), 4)).toBeUndefined()
  expect(readDirectly(to).toString()).toBe('ack!')
  other.close()
  await once(other, 'close')
  writeDirectly(from, Buffer.from('ack!'), 4)
  expect(writeDirectly(from, Buffer.from('ack!'), 4)).toMatchObject({code: 'ECONNREFUSED'})
  one.close()
})

test('blocks sent while the socket is full arrive in order, each with its bytes', async () => {
  const client = createSocket('udp4')
  await once(client.bind(0, '127.0.0.1'), 'listening')
  const received: Buffer[] = []
  const blocks = 100
  const all = new Promise<void>((resolve) => client.on('message', (bytes) => received.push(bytes) === blocks && resolve()))
  const failures: unknown[] = []
  const socket = DgramAsPromised.createSocket('udp4')
  await socket.bind(0, '127.0.0.1')
  await once(socket.socket.connect(client.address().port, '127.0.0.1') ?? socket.socket, 'connect')
  // Loopback is never full, so every third write reports it.
  let writings = 0
  const write: typeof writeDirectly = (...args) =>
    ++writings % 3 === 0 ? Object.assign(new Error('full'), {code: 'EAGAIN'}) : writeDirectly(...args)
  await using channel = new DgramChannel(socket, 0, {message() {}, failed: (error) => failures.push(error)}, write)
  for (let block = 1; block <= blocks; block++) channel.data(block, Buffer.alloc(512, block))
  await all
  client.close()
  expect(writings).toBe(blocks)
  expect(failures).toEqual([])
  expect(received.map((bytes) => bytes.readUInt16BE(2))).toEqual(Array.from({length: blocks}, (_, at) => at + 1))
  expect(received.every((bytes, at) => bytes.length === 516 && bytes.subarray(4).every((byte) => byte === at + 1))).toBe(true)
})
