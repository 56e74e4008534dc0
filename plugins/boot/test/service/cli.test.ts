import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {rawFetch} from './raw-client.ts'
import {runCli} from './run-cli.ts'
import {onFreePorts, opsArgv, type RunningOps, startOps} from './start-ops.ts'

const address = '127.30.12.1'
const root = mkdtempSync(join(tmpdir(), 'ops-boot-cli-'))
const control = join(root, 'control')
let ops: RunningOps
const portOf = (listener: string) => ops.portOf(listener)

beforeAll(async () => {
  writeFileSync(join(root, 'kernel'), 'x'.repeat(100_000))
  ops = await startOps([...onFreePorts(root, address, control), '--metrics', `${address}:0`])
  // A request like U-Boot's with two blocks: retransmissions begin after a quarter of a second.
  const options = Object.entries({timeout: '5', tsize: '0', blksize: '65464'}).map(([name, value]) => ({name, value}))
  await rawFetch({address, port: portOf('tftp'), file: 'kernel', options})
  await rawFetch({address, port: portOf('tftp'), file: 'nothing'})
})
afterAll(async () => {
  await ops[Symbol.asyncDispose]()
  rmSync(root, {recursive: true})
})

test('the status shows what was served, as JSON and as text', async () => {
  const json = await runCli(['boot', 'status', '--control', control, '--json'])
  expect(json.code).toBe(0)
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: true,
    result: {root, transfers: [], totals: {transfers: {done: 1}, refused: {'error 1': 1}, bytes: 100_000}},
  })
  const text = await runCli(['boot', 'status', '--control', control])
  expect(text.stdout).toContain('1 transfer done, 0 interrupted, 1 request refused, 100.0 kB sent, 0 blocks retransmitted')
  expect(text.stdout).toContain('No transfer is running.')
})

test('--watch shows a transfer that stalls, and why', async () => {
  const {createSocket} = await import('node:dgram')
  const silent = createSocket('udp4')
  // A client that sends a request and never answers.
  silent.send(Buffer.from('\0\u0001kernel\0octet\0', 'latin1'), portOf('tftp'), address)
  const [program = '', ...args] = [...opsArgv, 'boot', 'status', '--control', control, '--watch']
  const watching = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']})
  let shown = ''
  watching.stdout.on('data', (bytes) => {
    shown += bytes
  })
  await expect.poll(() => shown, {timeout: 100_000}).toMatch(/127\.0\.0\.1\s+kernel\s+0 B of 100\.0 kB.*no ACK of block 1 for \d s/)
  watching.kill('SIGINT')
  await new Promise((resolve) => watching.once('exit', resolve))
  silent.close()
})

test('--follow prints events while they happen', async () => {
  const [program = '', ...args] = [...opsArgv, 'boot', 'status', '--control', control, '--follow']
  const following = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']})
  let shown = ''
  following.stdout.on('data', (bytes) => {
    shown += bytes
  })
  await expect
    .poll(
      async () => {
        await fetch(`http://${address}:${portOf('http')}/beacon?stage=nfs&state=ok`)
        return shown
      },
      {timeout: 100_000},
    )
    .toContain('{"type":"ops.boot.beacon/1"')
  following.kill('SIGINT')
  await new Promise((resolve) => following.once('exit', resolve))
})

test.each(['--watch', '--follow'])('status %s ends with its reader', async (flag) => {
  const [program = '', ...args] = [...opsArgv, 'boot', 'status', '--control', control, flag]
  const watching = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']})
  const ended = new Promise((resolve) => watching.once('exit', resolve))
  const beacons = setInterval(() => void fetch(`http://${address}:${portOf('http')}/beacon?stage=nfs&state=ok`), 100)
  // Like `| head -1`.
  watching.stdout.once('data', () => watching.stdout.destroy())
  expect(await ended.finally(() => clearInterval(beacons))).toBe(0)
})

test('the control socket survives any request line', async () => {
  const {request} = await import('node:http')
  const status = (path: string) =>
    new Promise((resolve, reject) =>
      request({socketPath: control, path}, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end(),
    )
  expect([await status('//'), await status('//status'), await status('/status')]).toEqual([404, 404, 200])
})

test('a file in place of the control socket is kept, and a second server does not disturb the first', async () => {
  const precious = join(root, 'precious')
  writeFileSync(precious, 'precious')
  const refused = await runCli(['boot', 'serve', ...onFreePorts(root, address, precious)])
  expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining(`${precious} exists and is not a socket`)])
  expect(readFileSync(precious, 'utf8')).toBe('precious')
  const long = await runCli(['boot', 'serve', ...onFreePorts(root, address, join(root, 'x'.repeat(108)))])
  expect([long.code, long.stderr]).toEqual([64, expect.stringContaining('is longer than 107 bytes')])
  const second = await runCli(['boot', 'serve', ...onFreePorts(root, address, control)])
  expect([second.code, second.stderr]).toEqual([5, expect.stringContaining('A boot server already listens on the control socket')])
})

test('metrics and readiness', async () => {
  const get = async (path: string) => (await fetch(`http://${address}:${portOf('metrics')}${path}`)).text()
  expect(await get('/readyz')).toBe('ready\n')
  expect(await get('/metrics')).toContain('ops_boot_tftp_transfers_total{outcome="done"} 1')
  expect(await get('/metrics')).toContain('ops_boot_tftp_refused_total{reason="error 1"} 1')
})

test('check fetches over both protocols and compares', async () => {
  const {code, stdout} = await runCli(['boot', 'check', 'kernel', '--control', control, '--json'])
  const [{files}] = JSON.parse(stdout).result.hosts
  expect(files[0].tftp.sha256).toBe(files[0].expected.sha256)
  expect(files[0].http.sha256).toBe(files[0].expected.sha256)
  expect(code).toBe(0)
  const remote = await runCli(['boot', 'check', 'kernel', '--server', `${address}:${portOf('tftp')}`])
  expect([remote.code, remote.stdout]).toEqual([0, expect.stringContaining('100.0 kB')])
  const url = await runCli(['boot', 'check', `tftp://${address}:${portOf('tftp')}/kernel;mode=octet`])
  expect([url.code, url.stdout]).toEqual([0, expect.stringContaining('100.0 kB')])
})

test('a changed file passes the check immediately', async () => {
  writeFileSync(join(root, 'kernel'), 'new')
  expect((await runCli(['boot', 'check', 'kernel', '--control', control])).stdout).toContain('3 B')
})
