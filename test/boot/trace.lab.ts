import {execFile} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab} from '../lab/require.ts'

const programs = ['qemu-system-ppc64', 'qemu-system-x86_64', 'dnsmasq', 'ganesha.nfsd', 'mmdebstrap', 'ssh', 'ip']
const test = lab({root: true, programs})
const able = process.getuid?.() === 0
const dir = mkdtempSync('/tmp/ops-trace-')
const env = {...process.env, OPS_STATE_DIR: join(dir, 'state'), OPS_INVENTORY: join(dir, 'lab', 'ops.yaml')}
const minutes = 60_000

interface Ran {
  code: number
  stdout: string
  stderr: string
}

function ops(...args: string[]): Promise<Ran> {
  return new Promise((resolve) =>
    execFile(process.execPath, ['bin/run.js', ...args], {env, timeout: 12 * minutes, maxBuffer: 64 << 20}, (error, stdout, stderr) =>
      resolve({code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr}),
    ),
  )
}

interface Stage {
  stage: string
  state: string
  witnesses: string[]
}

async function start(host: string): Promise<{verdict: string; stages: Map<string, Stage>; whole: string}> {
  const {stdout, stderr} = await ops('boot', 'start', host, '--for', '4m', '--json')
  const {result} = JSON.parse(stdout) as {result: {hosts: {timeline: {verdict: string; stages: Stage[]}}[]}}
  const timeline = result.hosts[0]?.timeline
  return {verdict: timeline?.verdict ?? '', stages: new Map(timeline?.stages.map((stage) => [stage.stage, stage])), whole: stdout + stderr}
}

/** Process id of the machine's QEMU. */
function machine(host: string): number {
  return (JSON.parse(readFileSync(join(dir, 'lab', 'netboot', host, 'pid'), 'utf8')) as {pid: number}).pid
}

/** False for a zombie, too, which its parent may collect late. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

async function cutFor(host: string): Promise<void> {
  const pid = machine(host)
  expect(runs(pid)).toBe(true)
  const off = await ops('power', 'off', host, '--json')
  expect(off.code, off.stdout + off.stderr).toBe(0)
  expect(runs(pid)).toBe(false)
}

describe('machines that boot from the network', () => {
  beforeAll(async () => {
    if (!able) return
    const up = await ops('lab', 'up', '--dir', join(dir, 'lab'), '--with', 'pxcab')
    expect(up.code, up.stderr).toBe(0)
  }, 10 * minutes)

  afterAll(async () => {
    if (able) expect((await ops('lab', 'down', '--dir', join(dir, 'lab'))).code).toBe(0)
    rmSync(dir, {recursive: true, force: true})
  }, 2 * minutes)

  test('preflight finds both bootable, and explain names the rule of each file', async () => {
    expect(await ops('boot', 'preflight', 'pxcab,pxe')).toMatchObject({code: 0})
    const {stdout} = await ops('boot', 'explain', 'pxe')
    expect(stdout).toContain('gets: built-in iPXE script of profile pxe for pxe')
  })

  test(
    'pxcab: SLOF, our server, kernel, busybox, RAM block device, NFS root, chroot; then its power is really cut',
    async () => {
      const {verdict, stages, whole} = await start('pxcab')
      expect(verdict, whole).toBe('booted')
      for (const [name, {state}] of stages) expect(`${name} ${state}`).toBe(`${name} seen`)
      expect([...stages.keys()]).toEqual([
        'power',
        'firmware',
        'dhcp',
        'tftp',
        'kernel',
        'init',
        'modules',
        'network',
        'ram',
        'ramroot',
        'nfs',
        'root',
        'login',
      ])
      expect(stages.get('tftp')?.witnesses).toEqual(expect.arrayContaining(['wire', 'console']))
      expect(stages.get('nfs')?.witnesses).toEqual(expect.arrayContaining(['beacon', 'console']))
      await cutFor('pxcab')
    },
    10 * minutes,
  )

  test(
    'a machine that is on is not booted again',
    async () => {
      await ops('power', 'on', 'pxcab')
      const {code, stdout} = await ops('boot', 'start', 'pxcab', '--json')
      expect(code).toBe(5)
      expect(stdout).toContain('BOOT_ALREADY_ON')
      await cutFor('pxcab')
    },
    3 * minutes,
  )

  test(
    'an x86 machine by iPXE, switched on with --netboot; its work goes to a host of the lab before its power is cut',
    async () => {
      const {code, stdout, stderr} = await ops('power', 'on', 'pxe', '--netboot', '--json')
      expect(code, stdout + stderr).toBe(0)
      const {result} = JSON.parse(stdout) as {result: {hosts: {power: string; boot: {verdict: string; stages: Stage[]}}[]}}
      expect(result.hosts).toMatchObject([{power: 'on', boot: {verdict: 'booted'}}])
      const states = Object.fromEntries(result.hosts[0]?.boot.stages.map(({stage, state}) => [stage, state]) ?? [])
      expect(states).toMatchObject({power: 'seen', dhcp: 'seen', tftp: 'seen', nfs: 'seen', login: 'seen'})
      expect(stderr).toContain('pxe nfs ok')
      await cutFor('pxe')
      // From Debian's kernel under QEMU to this machine's kernel; the count is in the memory of the process only.
      const first = await tallyOn('node1')
      expect(first.map(({count}) => count)).toEqual(first.map((_, at) => at + 1))
      expect([...new Set(first.map(({host}) => host))]).toEqual(['pxe', 'node1'])
      await expect.poll(async () => (await tallyOn('node1')).length, {timeout: 60_000}).toBeGreaterThan(first.length)
    },
    15 * minutes,
  )

  test(
    'a kernel that is not there stops the boot, with the stage and the reason',
    async () => {
      rmSync(join(dir, 'lab', 'netboot', 'srv', 'pxcab', 'image.elf'))
      const preflight = await ops('boot', 'preflight', 'pxcab')
      expect(preflight.code).toBe(5)
      const {stdout, code} = await ops('boot', 'start', 'pxcab', '--for', '45s', '--json')
      expect(code).toBe(3)
      const {error} = JSON.parse(stdout) as {error: {code: string; message: string}}
      expect(error).toMatchObject({code: 'BOOT_STOPPED', message: expect.stringContaining('E3009') as string})
      await cutFor('pxcab')
    },
    3 * minutes,
  )
})

/** Log lines of the bench's work. */
async function tallyOn(host: string): Promise<{count: number; host: string}[]> {
  const {ssh, address} = await loginOf(host)
  const {stdout, stderr} = await run('ssh', [...ssh, `root@${address}`, 'cat', '/run/tally/log'])
  expect(stderr).toBe('')
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => ({count: Number(line.split(' ')[0]), host: line.split(' ')[1] ?? ''}))
}

async function loginOf(host: string): Promise<{ssh: string[]; address: string}> {
  const {parse} = await import('yaml')
  const tree = parse(readFileSync(env.OPS_INVENTORY, 'utf8')) as {
    hosts: Record<string, {address: string; ssh: {identity: string; options: Record<string, string>}}>
  }
  const entry = tree.hosts[host]
  if (entry === undefined) throw new Error(`${host} is not in the lab`)
  const options = Object.entries(entry.ssh.options).flatMap(([key, value]) => ['-o', `${key}=${value}`])
  return {ssh: ['-i', entry.ssh.identity, ...options], address: entry.address}
}

function run(command: string, args: string[]): Promise<Ran> {
  return new Promise((resolve) =>
    execFile(command, args, {timeout: minutes}, (error, stdout, stderr) =>
      resolve({code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr}),
    ),
  )
}
