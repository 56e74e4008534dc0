import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {type AddressInfo, createServer, type ListenOptions} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {systemClock} from '@ops/core/time'
import {readConsole} from './open-console.ts'
import type {SerialConsole} from '../inventory/schema.ts'

/** A console server that sends one text to each who connects, and closes: as one whose cable is pulled out sometimes. */
async function consoleServer(where: ListenOptions, texts: string[]): Promise<AddressInfo | string | null> {
  const server = createServer((socket) => {
    const text = texts.shift()
    // The last connection stays open without output, like a silent console.
    if (text !== undefined) socket.write(text, 'latin1', () => texts.length > 0 && socket.end())
    socket.on('error', () => {})
  })
  server.listen(where)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server.address()
}

/** Reads until so many lines have come. */
async function lines(serial: SerialConsole, count: number): Promise<string[]> {
  const read: string[] = []
  const enough = new AbortController()
  const take = (line: string) => {
    if (read.push(line) === count) enough.abort()
  }
  // Time that passes at once: the wait before a further connection is not what is tested.
  const clock = {...systemClock, sleep: () => new Promise<void>((resolve) => setImmediate(resolve))}
  await readConsole(serial, take, clock, AbortSignal.any([enough.signal, AbortSignal.timeout(100_000)]))
  return read
}

test('a TCP console is read line by line, over a connection that breaks', async () => {
  const address = await consoleServer({host: '127.0.0.1', port: 0}, ['SLOF\r\nE3', '\nE3009\nboot: '])
  if (address === null || typeof address === 'string') throw new Error('no port')
  // The last is a prompt without a line end.
  expect(await lines({tcp: `127.0.0.1:${address.port}`}, 4)).toEqual(['SLOF\r', 'E3', 'E3009', 'boot: '])
})

test('a unix socket is read, also one that appears later', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ops-console-'))
  onTestFinished(() => rm(dir, {recursive: true}))
  const path = join(dir, 'serial.sock')
  const reading = lines({unix: path}, 2)
  await new Promise(setImmediate)
  await consoleServer({path}, ['one\ntwo\n'])
  expect(await reading).toEqual(['one', 'two'])
})

const script = '/usr/bin/script'
test.skipIf(!existsSync(script))('a terminal device is read without an echo, and left at once when it is silent', async () => {
  // The far end of a pseudo terminal: what is typed to it comes out of the device, what it prints was sent there.
  const far = spawn(script, ['-qfc', 'tty; exec sleep 60', '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {...process.env, SHELL: '/bin/sh'},
  })
  onTestFinished(() => void far.kill('SIGKILL'))
  let printed = ''
  far.stdout.on('data', (bytes) => (printed += bytes))
  await expect.poll(() => printed).toMatch(/^\/dev\/pts\/\d+\s/)
  const enough = new AbortController()
  const read: string[] = []
  const reading = readConsole({device: printed.trim()}, (line) => void read.push(line), systemClock, enough.signal)
  const comes = (text: string) =>
    expect
      .poll(() => {
        far.stdin.write(`${text}\n`)
        return read
      })
      .toContain(text)
  await comes('SLOF')
  const before = printed.length
  await comes('E3009')
  expect(printed.slice(before)).not.toContain('E3009')
  enough.abort()
  await reading
})
