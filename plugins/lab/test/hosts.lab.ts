import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {newLab, type TestLab} from '../../../test/lab/new-lab.ts'
import {cgroupPids} from '../src/machine/cgroup2.ts'
import {hostCgroup} from '../src/host/running.ts'
import {needState} from '../src/instance/state.ts'
import {readCounter} from '../src/observe/read-counter.ts'
import type {LabStatus} from '../src/status/lab-status.ts'
import {tracesOf} from './traces.ts'

const needs = {root: true, programs: ['mmdebstrap', 'ip', 'ssh']}
const test = lab(needs)

let it: TestLab
beforeAll(async () => {
  it = await newLab()
})
afterAll(() => it?.[Symbol.asyncDispose]())

const on = async (host: string, script: string) => {
  const {code, stdout, stderr} = await it.ops(['lab', 'shell', '--dir', it.dir, host, '--', 'sh', '-c', script])
  return {code, stdout: stdout.trim(), stderr: stderr.trim()}
}
const status = async () => JSON.parse((await it.ops(['lab', 'status', '--dir', it.dir, '--json'])).stdout).result as LabStatus
/** A zombie is dead; when its parent reaps it is not the lab's affair. */
const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
const until = async (what: string, look: () => Promise<boolean>) => {
  for (let waited = 0; !(await look()); waited += 100) {
    if (waited > 20_000) throw new Error(`not within 20 s: ${what}`)
    await delay(100)
  }
}

describe('two hosts', () => {
  test('each is a machine of its own, reached by ssh with its host key pinned', async () => {
    expect(await on('node1', 'hostname; id -u; cat /proc/1/comm')).toMatchObject({code: 0, stdout: 'node1\n0\ninit'})
    expect(await on('node2', 'hostname; ls /proc | grep -c "^[0-9]*$" | xargs test 30 -gt && echo few')).toMatchObject({
      stdout: 'node2\nfew',
    })
    expect(readFileSync(join(it.dir, 'known_hosts'), 'utf8').trim().split('\n')).toHaveLength(2)
    expect((await on('node2', 'exit 7')).code).toBe(7)
  })

  test('they reach one another, and the inventory reaches them', async () => {
    expect(await on('node1', 'ssh -o BatchMode=yes node2 hostname')).toMatchObject({code: 0, stdout: 'node2'})
    expect(await it.ops(['inventory', 'check'])).toMatchObject({code: 0})
  })

  test('up again changes nothing', async () => {
    const before = await readCounter(it.dir)
    expect(await it.ops(['lab', 'up', '--dir', it.dir])).toMatchObject({code: 0})
    const after = await readCounter(it.dir)
    expect(after.copies).toEqual(before.copies)
    expect(after.doubled).toEqual([])
  })
})

describe('setup', () => {
  test('has nothing to do where everything is there', async () => {
    const {code, stdout} = await it.ops(['lab', 'setup', '--json'])
    expect([code, JSON.parse(stdout).result.installed]).toEqual([0, []])
  })

  test('shows its commands, and runs none without a yes', async () => {
    const empty = join(it.dir, 'no-cache')
    const {code, stderr} = await it.ops(['lab', 'setup'], {env: {OPS_CACHE_DIR: empty}})
    expect([code, existsSync(empty)]).toEqual([5, false])
    expect(stderr).toContain('mmdebstrap, to build a Debian 13 root')
    expect(stderr).toContain('Next: ops lab setup --yes')
  })

  test('a part that no plugin has is refused', async () => {
    expect(await it.ops(['lab', 'setup', '--with', 'moon'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no installed plugin has'.slice(3)),
    })
  })
})

describe('the counter', () => {
  test('runs once, in a cgroup of its own, as a process id that node2 has free', async () => {
    const {copies, lost, doubled} = await readCounter(it.dir)
    expect(copies).toMatchObject([{host: 'node1', running: true}])
    expect([lost, doubled]).toEqual([[], []])
    expect(await on('node1', 'cat /sys/fs/cgroup/jobs/counter/cgroup.procs')).toMatchObject({stdout: `${copies[0]?.innerPid}`})
    expect((await on('node2', `test -d /proc/${copies[0]?.innerPid}`)).code).toBe(1)
  })

  test('goes through criu dump and restore without losing or doubling a tick', async () => {
    const criu = 'criu --no-default-config --manage-cgroups=ignore -v4 -D /tmp/img'
    expect(
      await on('node1', `mkdir /tmp/img && ${criu} dump -t $(cat /run/counter.pid) -o dump.log || tail -n 5 /tmp/img/dump.log`),
    ).toMatchObject({
      code: 0,
      stdout: '',
    })
    expect((await readCounter(it.dir)).copies).toEqual([])
    const {last} = await readCounter(it.dir)
    await delay(1000)
    expect(await on('node1', `${criu} restore -d -o restore.log || tail -n 5 /tmp/img/restore.log`)).toMatchObject({code: 0, stdout: ''})
    await until('the counter goes on', async () => ((await readCounter(it.dir)).last?.count ?? 0) > (last?.count ?? 0) + 3)
    const after = await readCounter(it.dir)
    expect(after).toMatchObject({lost: [], doubled: [], copies: [{host: 'node1', running: true}]})
    // The observer's clock shows the outage that the process itself cannot see.
    expect(after.longestGap?.ms).toBeGreaterThan(1000)
  })

  test('a frozen one is reported as held', async () => {
    const freeze = (value: number) =>
      on(
        'node1',
        `mkdir -p /sys/fs/cgroup/jobs/counter; cat /run/counter.pid >/sys/fs/cgroup/jobs/counter/cgroup.procs; echo ${value} >/sys/fs/cgroup/jobs/counter/cgroup.freeze`,
      )
    await freeze(1)
    expect((await readCounter(it.dir)).copies).toMatchObject([{host: 'node1', running: false}])
    await freeze(0)
    expect((await readCounter(it.dir)).copies).toMatchObject([{host: 'node1', running: true}])
  })
})

describe('the power', () => {
  const relay = async (verb: 'off' | 'on') => {
    const {spawnSync} = await import('node:child_process')
    const config = JSON.parse(readFileSync(join(it.dir, 'plugs', 'node1.json'), 'utf8')) as {outlets: [{on: string[]; off: string[]}]}
    const [command = '', ...args] = config.outlets[0][verb]
    return spawnSync(command, args, {encoding: 'utf8', timeout: 30_000}).status
  }

  test('what the relay runs kills all of the host, starts it, and may be repeated', async () => {
    const state = await needState(it.dir)
    const pids = await cgroupPids(hostCgroup(state, 'node1'))
    expect(pids.length).toBeGreaterThan(3)
    expect([await relay('off'), await relay('off')]).toEqual([0, 0])
    expect(pids.filter(isAlive)).toEqual([])
    expect(existsSync(hostCgroup(state, 'node1'))).toBe(false)
    expect((await status()).hosts).toMatchObject([
      {power: 'off', ssh: false},
      {power: 'on', ssh: true},
    ])
    expect([await relay('on'), await relay('on')]).toEqual([0, 0])
    await until('ssh is back', async () => (await status()).hosts[0]?.ssh === true)
    expect(await on('node1', 'test -s /var/lib/demo/counter.log && ! test -e /run/counter.pid')).toMatchObject({code: 0})
  })

  test('a start is another boot: its id differs, and what lay in memory is gone; the disk keeps its files', async () => {
    const bootOf = async (host: string) => (await on(host, 'cat /proc/sys/kernel/random/boot_id')).stdout
    const before = await bootOf('node1')
    expect(before).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(before).not.toBe(await bootOf('node2'))
    const places = ['/run', '/tmp', '/dev/shm', '/var/lib'].map((folder) => `${folder}/kept-file`)
    expect(await on('node1', `touch ${places.join(' ')}`)).toMatchObject({code: 0})
    expect([await relay('off'), await relay('on')]).toEqual([0, 0])
    await until('ssh is back', async () => (await status()).hosts[0]?.ssh === true)
    expect(await bootOf('node1')).not.toBe(before)
    expect((await on('node1', `ls ${places.join(' ')} 2>/dev/null`)).stdout).toBe('/var/lib/kept-file')
  })

  test('poweroff inside the host ends it in order and leaves the relay closed', async () => {
    await on('node1', 'systemctl poweroff')
    await until('node1 is down', async () => (await status()).hosts[0]?.power === 'off')
    expect(readFileSync(join(it.dir, 'hosts/node1/disk/upper/var/log/console.log'), 'utf8').trim().split('\n').at(-1)).toMatch(/ down$/)
    expect(JSON.parse((await it.ops(['power', 'status', 'node1', '--json'])).stdout).result.hosts[0]).toMatchObject({power: 'on'})
    expect(await relay('on')).toBe(0)
    await until('ssh is back', async () => (await status()).hosts[0]?.ssh === true)
  })

  test('ops power off and on reach the host through its plug', async () => {
    expect(await it.ops(['power', 'off', 'node1', '--hard', '--yes', '--force', 'a test'])).toMatchObject({code: 0})
    expect((await status()).hosts[0]).toMatchObject({power: 'off'})
    expect(await it.ops(['power', 'on', 'node1'])).toMatchObject({code: 0})
    expect((await status()).hosts[0]).toMatchObject({power: 'on'})
  })
})

describe('down', () => {
  test('leaves nothing, and says so again', async () => {
    expect(tracesOf(it.dir).length).toBeGreaterThan(3)
    expect(await it.ops(['lab', 'down', '--dir', it.dir])).toMatchObject({code: 0, stdout: `The lab in ${it.dir} was removed.\n`})
    expect(tracesOf(it.dir)).toEqual([])
    expect(existsSync(it.dir)).toBe(false)
    expect(await it.ops(['lab', 'down', '--dir', it.dir])).toMatchObject({code: 0, stdout: `There is no lab in ${it.dir}.\n`})
    expect(await it.ops(['lab', 'status', '--dir', it.dir])).toMatchObject({code: 5})
  })
})
