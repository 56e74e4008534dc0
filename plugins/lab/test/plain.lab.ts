import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {tracesOf} from './traces.ts'
import {testUser} from './user.ts'

const home = mkdtempSync(join(tmpdir(), 'ops-lab-plain-'))
const dir = join(home, 'lab')
const [user, confined] = [testUser({namespaces: true}), testUser({namespaces: false})]
afterAll(() => {
  user[Symbol.dispose]()
  confined[Symbol.dispose]()
  rmSync(home, {recursive: true})
})

const env = {HOME: home, OPS_STATE_DIR: join(home, 'state'), OPS_INVENTORY: join(dir, 'ops.yaml')}
const ops = (...args: string[]) => user.ops(args, env)
const on = (host: string, script: string) => ops('lab', 'shell', '--dir', dir, host, '--', 'sh', '-c', script)
const needs = {programs: ['unshare', 'nsenter', 'perl']}
const test = lab({...needs, ...(user.exists && confined.exists ? {} : {missing: 'user namespaces cannot be made here'})})

describe('a lab without root', () => {
  test('says what is missing, and has plain hosts behind plugs with a service on one of them', () => {
    const up = ops('lab', 'up', '--dir', dir)
    expect(up).toMatchObject({code: 0, stderr: expect.stringContaining('Debian hosts need root')})
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

describe('a lab of a user who may not make namespaces', () => {
  const at = join(home, 'plugs')
  const confinedOps = (...args: string[]) => confined.ops(args, {...env, OPS_INVENTORY: join(at, 'ops.yaml')})

  test('has its plugs, and says that they switch nothing', () => {
    expect(confinedOps('lab', 'up', '--dir', at)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('The lab gets no hosts: this user may not make namespaces'),
    })
    expect(confinedOps('inventory', 'check')).toMatchObject({code: 0})
    const status = confinedOps('power', 'status', 'node[1-2]', '--json')
    expect(JSON.parse(status.stdout).result.hosts).toMatchObject([{power: 'on'}, {power: 'on'}])
    expect(confinedOps('power', 'off', 'node1', '--hard', '--yes', '--force', 'a test').stdout).toContain('node1: off')
    expect(JSON.parse(readFileSync(join(at, 'plugs', 'node1.state'), 'utf8'))).toEqual([false])
  })

  test('down leaves nothing', () => {
    expect(confinedOps('lab', 'down', '--dir', at)).toMatchObject({code: 0})
    expect([tracesOf(at), existsSync(at)]).toEqual([[], false])
  })
})
