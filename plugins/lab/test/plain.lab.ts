import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect} from 'vitest'
import {bin} from '../../../test/cli/run-ops.ts'
import {lab} from '../../../test/lab/require.ts'
import {tracesOf} from './traces.ts'

const home = mkdtempSync(join(tmpdir(), 'ops-lab-plain-'))
const dir = join(home, 'lab')
afterAll(() => rmSync(home, {recursive: true}))

/** Someone who is not root anywhere that matters: uid 1000 of a user namespace, without a capability outside of it. */
const holder = spawn('unshare', ['--user', '--map-user=1000', '--map-group=1000', 'cat'], {stdio: ['pipe', 'ignore', 'ignore']})
afterAll(() => holder.stdin.end())
const isUser = () => spawnSync('nsenter', [...asUser, 'id', '-u'], {encoding: 'utf8'}).stdout === '1000\n'
const asUser = ['--user', '--target', String(holder.pid), '--preserve-credentials', '--']
const deadline = Date.now() + 5000
while (!isUser() && Date.now() < deadline) spawnSync('sleep', ['0.05'])
const test = lab({programs: ['unshare', 'nsenter', 'perl'], ...(isUser() ? {} : {missing: 'user namespaces cannot be made here'})})

function ops(...args: string[]): {code: number | null; stdout: string; stderr: string} {
  const env = {PATH: process.env['PATH'] ?? '', HOME: home, OPS_STATE_DIR: join(home, 'state'), OPS_INVENTORY: join(dir, 'ops.yaml')}
  const {status, stdout, stderr} = spawnSync('nsenter', [...asUser, process.execPath, bin, ...args], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return {code: status, stdout, stderr}
}
const on = (host: string, script: string) => ops('lab', 'shell', '--dir', dir, host, '--', 'sh', '-c', script)

describe('a lab without root', () => {
  test('says what is missing, and has plain hosts behind plugs with a service on one of them', () => {
    const up = ops('lab', 'up', '--dir', dir)
    expect(up).toMatchObject({code: 0, stderr: expect.stringContaining('No Debian hosts: root')})
    expect(up.stderr).toContain('ops lab setup')
    expect(on('node1', 'hostname; /var/lib/ops-lab/beacon status /run/beacon | sed "s/[0-9]*$//"; id -u')).toMatchObject({
      code: 0,
      stdout: 'node1\nbeacon runs as \n0\n',
    })
    expect(on('node2', '/var/lib/ops-lab/beacon status /run/beacon').code).toBe(3)
    expect(ops('inventory', 'check')).toMatchObject({code: 0})
  })

  test('setup says what root would have to type', () => {
    expect(ops('lab', 'setup', '--yes')).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/Only root[\s\S]*Next: as root: .*ops lab setup --yes/),
    })
  })

  test('the relay kills a plain host and starts it', () => {
    expect(ops('power', 'off', 'node2', '--hard', '--yes', '--force', 'a test')).toMatchObject({code: 0})
    expect(JSON.parse(ops('lab', 'status', '--dir', dir, '--json').stdout).result.hosts).toMatchObject([{power: 'on'}, {power: 'off'}])
    expect(on('node2', 'true')).toMatchObject({code: 4, stderr: expect.stringContaining('node2 is off')})
    expect(ops('power', 'on', 'node2')).toMatchObject({code: 0})
    expect(on('node2', 'hostname')).toMatchObject({code: 0, stdout: 'node2\n'})
  })

  test('ops power off moves the service to the other host, and ends the first', () => {
    const off = ops('power', 'off', 'node1', '--json')
    expect([off.code, JSON.parse(off.stdout).result.hosts[0]]).toMatchObject([0, {host: 'node1', power: 'off', changed: true}])
    expect(on('node2', '/var/lib/ops-lab/beacon status /run/beacon').code).toBe(0)
    expect(on('node1', 'true').code).toBe(4)
  })

  test('down leaves nothing', () => {
    expect(tracesOf(dir).length).toBeGreaterThan(0)
    expect(ops('lab', 'down', '--dir', dir)).toMatchObject({code: 0})
    expect([tracesOf(dir), existsSync(dir)]).toEqual([[], false])
  })
})
