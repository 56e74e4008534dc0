import {execFileSync, spawn} from 'node:child_process'
import {createWriteStream, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {bin, runOps} from '../cli/run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-pipes-'))
afterAll(() => rmSync(folder, {recursive: true}))

function fifo(name: string): string {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  return path
}

const env = {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NO_COLOR: '1', OPS_STATE_DIR: join(folder, 'state')}

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a shell line with OPS for the program. */
function shell(line: string): Promise<Ended> {
  return ended(
    spawn('bash', ['-c', line], {env: {...env, NODE: process.execPath, BIN: bin}, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000}),
  )
}

function ended(child: ReturnType<typeof spawn>): Promise<Ended> {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk) => (stdout += chunk))
  child.stderr?.on('data', (chunk) => (stderr += chunk))
  return new Promise((resolve) => child.on('close', (code) => resolve({code, stdout, stderr})))
}

test.each([
  ['a process substitution', '"$NODE" "$BIN" inventory check --inventory <(sleep 0.2; echo "hosts: {web1: {}}")'],
  ['a pipe as stdin', 'echo "hosts: {web1: {}}" | "$NODE" "$BIN" inventory check --inventory /dev/stdin'],
  [
    'a file as stdin',
    'echo "hosts: {web1: {}}" > $OPS_STATE_DIR.in; "$NODE" "$BIN" inventory check --inventory /dev/stdin < $OPS_STATE_DIR.in',
  ],
])('an inventory from %s', async (_, line) => {
  expect(await shell(line)).toMatchObject({code: 0, stdout: expect.stringContaining('1 host, 0 groups, no problem.')})
})

test('from a socket, as programs give it', async () => {
  const child = spawn(process.execPath, [bin, 'inventory', 'check', '--inventory', '/dev/stdin'], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 120_000,
  })
  child.stdin.end('hosts: {web1: {}}\n')
  expect(await ended(child)).toMatchObject({code: 0, stdout: expect.stringContaining('1 host, 0 groups, no problem.')})
})

test('from a FIFO whose writer comes late and writes in parts', async () => {
  const path = fifo('late')
  const run = runOps(['inventory', 'check', '--inventory', path], {env: {OPS_STATE_DIR: env.OPS_STATE_DIR}})
  const writer = createWriteStream(path)
  writer.write('hosts:\n')
  setTimeout(() => writer.end('  web1: {}\n'), 500)
  expect(await run).toMatchObject({code: 0, stdout: expect.stringContaining('1 host, 0 groups, no problem.')})
})

test('an empty pipe and a device without an end are told', async () => {
  expect(await shell('"$NODE" "$BIN" inventory check --inventory /dev/null')).toMatchObject({
    code: 0,
    stdout: '/dev/null: 0 hosts, 0 groups, no problem.\n',
  })
  expect(await shell('"$NODE" "$BIN" inventory check --inventory /dev/zero')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('it has more than 64 MiB'),
  })
})

test('ops config shows the settings of an inventory that can be read only once', async () => {
  const line = '"$NODE" "$BIN" config --inventory <(echo "settings: {fanout: 7}")'
  expect(await shell(line)).toMatchObject({code: 0, stdout: expect.stringMatching(/^fanout +7$/m)})
})

test('a FIFO that nobody writes to is waited for until --timeout', async () => {
  const {code, stderr} = await runOps(['inventory', 'list', '--timeout', '1s', '--inventory', fifo('silent')])
  expect({code, stderr}).toEqual({code: 124, stderr: expect.stringContaining('did not finish within 1s')})
})

test('a FIFO that is open and silent ends at SIGTERM', async () => {
  const path = fifo('open')
  const child = spawn(process.execPath, [bin, 'inventory', 'list', '--inventory', path], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  })
  const writer = createWriteStream(path)
  // It can be opened for writing once ops waits for it.
  await new Promise((resolve) => writer.on('open', resolve))
  child.kill('SIGTERM')
  expect(await ended(child)).toMatchObject({code: 143, stderr: expect.stringContaining('Stopped by SIGTERM')})
  writer.destroy()
})
