import {createHash} from 'node:crypto'
import {createSocket, type Socket} from 'node:dgram'
import {readFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {rawFetch} from './raw-client.ts'
import {seededRandom} from './simulator.ts'

export interface FuzzPlan {
  address: string
  port: number
  /** Reads the memory use of the server. */
  memory(): Promise<Memory>
  datagrams: number
  seed: number
  /** A real file that is fetched repeatedly at the same time. */
  file: string
  sha256: string
}

export interface Memory {
  /** Bytes that are still referenced. */
  live: number
  /** Resident bytes of the process; V8 and malloc keep memory after a peak. */
  rss: number
}

export interface FuzzResult {
  sent: number
  /** Correct fetches of the file during the run. */
  fetches: number
  wrong: string[]
  /** Answers that held bytes of a file that lies outside the folder. */
  escapes: number
  /** After each tenth of the datagrams. */
  memory: Memory[]
  /** Datagrams to the listening port that the kernel dropped because the server was too slow. */
  dropped: number
}

/** Content that must never be served. */
export const secret = 'ops-boot-fuzz-secret'

/** Names that try to leave the folder, or are not files. */
const names = [
  // One exists: its transfers go to clients that never answer, or answer with malformed packets.
  'good',
  '../secret',
  '..\\secret',
  '/../secret',
  'sub/../../secret',
  '....//secret',
  'link',
  'folder-link/secret',
  'loop',
  'fifo',
  'device',
  '.',
  '..',
  '/',
  '\\',
  'sub',
  '/etc/passwd',
  '//etc/passwd',
  '/proc/self/environ',
  '%2e%2e/secret',
  '..%2fsecret',
  'file\u0000.txt',
  'constructor',
  '__proto__',
  'x'.repeat(600),
  '\u{1f600}',
  'tftp://x/y',
]
const modes = ['octet', 'OCTET', 'netascii', 'mail', '', 'x'.repeat(100)]
const options = ['blksize', 'tsize', 'timeout', 'windowsize', 'BLKSIZE', 'multicast', 'rollover', 'utimeout', '', 'a'.repeat(200)]
const values = ['0', '1', '8', '512', '1428', '65464', '65465', '99999999999999999999', '-1', '', 'abc', '3.5', '1e3']

export async function fuzz({address, port, memory, datagrams, seed, file, sha256}: FuzzPlan): Promise<FuzzResult> {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const result: FuzzResult = {sent: 0, fetches: 0, wrong: [], escapes: 0, memory: [], dropped: 0}
  /** Transfer ports of the server, which are targets, too. */
  const transferPorts: number[] = []
  const sockets = await Promise.all(
    Array.from({length: 64}, (_, at) =>
      openSocket(`127.30.${5 + (at % 8)}.${1 + at}`, (bytes, from) => {
        if (bytes.includes(secret)) result.escapes++
        if (from !== port && transferPorts.push(from) > 200) transferPorts.shift()
      }),
    ),
  )
  let over = false
  const fetching = (async () => {
    while (!over) {
      const got = await rawFetch({address, port, file, options: [{name: 'blksize', value: '1428'}], from: '127.30.4.1'}).catch(
        (error: Error) => error,
      )
      if (got instanceof Error || got.error !== undefined)
        result.wrong.push(got instanceof Error ? got.message : (got.error?.message ?? ''))
      else if (createHash('sha256').update(got.bytes).digest('hex') === sha256) result.fetches++
      else result.wrong.push(`${got.bytes.length} wrong bytes`)
    }
  })()
  try {
    for (; result.sent < datagrams; result.sent++) {
      const target = random() < 0.2 && transferPorts.length > 0 ? pick(transferPorts) : port
      pick(sockets).send(datagram(random, pick), target, address)
      // The test is about the server, not the queue of the socket.
      if (result.sent % 100 === 0) {
        do await sleep(1)
        while (queueOf(port).waiting > 50_000)
      }
      if ((result.sent + 1) % Math.floor(datagrams / 10) === 0) result.memory.push(await memory())
    }
  } finally {
    over = true
    await fetching
    for (const socket of sockets) socket.close()
  }
  result.dropped = queueOf(port).dropped
  return result
}

function datagram(random: () => number, pick: <T>(list: readonly T[]) => T): Buffer {
  const kind = random()
  if (kind < 0.25) return noise(random, Math.floor(random() * 80))
  if (kind < 0.45) return Buffer.concat([Buffer.from([0, Math.floor(random() * 9)]), noise(random, Math.floor(random() * 40))])
  const text = [pick(names), pick(modes)]
  while (random() < 0.5) text.push(pick(options), pick(values))
  const request = Buffer.concat([Buffer.from([0, random() < 0.9 ? 1 : 2]), Buffer.from(text.map((part) => `${part}\0`).join(''))])
  if (random() < 0.7) return request
  // Some bytes flipped, or truncated.
  for (let flips = 0; flips < 3; flips++) request[Math.floor(random() * request.length)] = Math.floor(random() * 256)
  return request.subarray(0, Math.floor(random() * (request.length + 1)))
}

function noise(random: () => number, length: number): Buffer {
  return Buffer.from(Array.from({length}, () => Math.floor(random() * 256)))
}

async function openSocket(address: string, message: (bytes: Buffer, from: number) => void): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (bytes, from) => message(bytes, from.port))
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  return socket
}

/** Queued bytes and dropped datagrams of a UDP port (/proc/net/udp: rx_queue, drops). */
function queueOf(port: number): {waiting: number; dropped: number} {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const line = readFileSync('/proc/net/udp', 'utf8')
    .split('\n')
    .find((one) => one.trim().split(/\s+/)[1]?.endsWith(`:${hex}`))
  const fields = line?.trim().split(/\s+/) ?? []
  return {waiting: Number.parseInt(fields[4]?.split(':')[1] ?? '0', 16), dropped: Number(fields.at(-1) ?? 0)}
}
