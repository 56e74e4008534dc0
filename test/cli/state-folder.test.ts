import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {runOps} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-state-folder-'))
const file = join(folder, 'file')
afterAll(() => rmSync(folder, {recursive: true, force: true}))
beforeAll(() => {
  writeFileSync(file, '')
  const power = '{driver: exec, on: [sh, "on"], off: [sh, "off"], status: [echo, "on"]}'
  writeFileSync(join(folder, 'ops.yaml'), `hosts: {lamp: {transport: local, power: ${power}}}\n`)
})

/** Commands that write to the state folder. */
const writers = [
  'runs list',
  'power on lamp',
  'evacuate status lamp',
  'lab up --plain',
  'mirrorlist serve --listen 127.0.0.1:0',
  'boot serve --root /usr/share --listen 127.0.0.1 --tftp-port 0 --http-port 0',
]

describe.each(['/proc/ops/state', '/dev/null/state', `${file}/state`])('a state folder %s that cannot be made', (state) => {
  test.each(writers)('ends ops %s with a sentence and a next step', async (command) => {
    const env = {OPS_STATE_DIR: state, OPS_INVENTORY: join(folder, 'ops.yaml')}
    const {code, stdout, stderr} = await runOps(command.split(' '), {env, timeoutMs: 30_000})
    expect({code, stdout}).toEqual({code: expect.toBeOneOf([5, 64]), stdout: ''})
    expect(stderr.trim().split('\n').slice(-2)).toEqual([expect.stringMatching(/\/(proc|dev|tmp).*\.$/), expect.stringMatching(/^Next: ./)])
    expect(stderr).not.toMatch(/bug in ops|\n {4}at /)
  })
})

test('ops power status reads on without its journal, and says so', async () => {
  const env = {OPS_STATE_DIR: '/dev/null/state', OPS_INVENTORY: join(folder, 'ops.yaml')}
  const {code, stdout, stderr} = await runOps(['power', 'status', 'lamp'], {env, timeoutMs: 30_000})
  expect({code, stdout}).toEqual({code: 0, stdout: expect.stringMatching(/^lamp +on /)})
  expect(stderr).toMatch(/^The journal .* cannot be written: .* This command knows nothing that ops remembers\.$/m)
})

test('a journal that is damaged does not keep ops power status and info from reading, and the hint says what a new one forgets', async () => {
  const state = join(folder, 'damaged')
  const env = {OPS_STATE_DIR: state, OPS_INVENTORY: join(folder, 'ops.yaml')}
  await runOps(['maintenance', 'on', 'lamp', 'a bulb'], {env, timeoutMs: 30_000})
  const journal = join(state, 'journal.sqlite')
  const whole = readFileSync(journal)
  // No journal at all, and one whose second half is lost.
  for (const bytes of ['this is a text', whole.subarray(0, 6000)]) {
    for (const more of ['-wal', '-shm']) rmSync(`${journal}${more}`, {force: true})
    writeFileSync(journal, bytes)
    for (const command of ['status', 'info']) {
      const {code, stdout, stderr} = await runOps(['power', command, 'lamp'], {env, timeoutMs: 30_000})
      expect({code, stdout}).toEqual({code: 0, stdout: expect.stringMatching(/^lamp/)})
      expect(stderr.match(/^The journal .* is damaged: .* This command knows nothing that ops remembers\.$/gm)).toHaveLength(1)
    }
    const {code, stderr} = await runOps(['power', 'on', 'lamp'], {env, timeoutMs: 30_000})
    expect({code, stderr}).toEqual({
      code: 5,
      stderr: expect.stringMatching(/Next: move .* begins a new journal, and forgets the ids of outlets/),
    })
  }
})

test.each([
  ['config', 0],
  ['--help', 0],
  ['version', 0],
  ['runs list', 5],
  ['autocomplete bash', 5],
])('with a home that cannot be made, ops %s ends with %i', async (command, exit) => {
  const {code, stderr} = await runOps(command.split(' '), {env: {HOME: '/proc/ops', OPS_STATE_DIR: ''}, timeoutMs: 30_000})
  expect(code).toBe(exit)
  expect(stderr).toMatch(exit === 0 ? /^$/ : /\.\nNext: .*OPS_STATE_DIR/)
})

test('an empty HOME does not make the folder that ops was started in its home', async () => {
  const {stdout} = await runOps(['config', '--json'], {env: {HOME: '', OPS_STATE_DIR: ''}, cwd: folder})
  const settings = (JSON.parse(stdout) as {result: {settings: {name: string; value: string}[]}}).result.settings
  expect(settings.find(({name}) => name === 'state-dir')?.value).toMatch(/^\/(?!tmp)/)
})

test('mirrorlist publish into a folder that cannot be made', async () => {
  const cache = ['mirrorlist', 'publish', '--data', join(import.meta.dirname, '../../plugins/mirrorlist/sample'), '--to', '/proc/ops/pub']
  const {code, stderr} = await runOps(cache, {timeoutMs: 30_000})
  expect({code, stderr}).toMatchObject({code: 5, stderr: expect.stringContaining('/proc/ops/pub')})
})

test('ops inventory check names a maintenance whose machine has left the inventory, which can still be ended', async () => {
  const state = join(folder, 'left')
  const inventory = join(folder, 'left.yaml')
  const env = {OPS_STATE_DIR: state, OPS_INVENTORY: inventory}
  const run = (command: string) => runOps(command.split(' '), {env, timeoutMs: 30_000})
  writeFileSync(inventory, 'hosts: {a: {address: 192.0.2.1}}\n')
  expect((await run('inventory check')).stdout).not.toContain('maintenance')
  await run('maintenance on a disks')
  writeFileSync(inventory, 'hosts: {b: {address: 192.0.2.2}}\n')
  expect((await run('inventory check')).stdout).toMatch(
    /^.*: warning: hosts: a is in maintenance: disks .* no machine of this name or address/,
  )
  expect((await run('maintenance off a')).code).toBe(0)
  expect((await run('inventory check')).stdout).not.toContain('maintenance')
})
