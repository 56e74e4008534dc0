import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {cutHost} from '../../plugins/lab/src/host/stop.ts'
import {needState} from '../../plugins/lab/src/instance/state.ts'
import {Rig} from './rig.ts'
import {lab} from '../lab/require.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh', 'tcc']})

let rig: Rig
let folder: string
beforeAll(async () => {
  rig = await Rig.up()
  folder = mkdtempSync(join(tmpdir(), 'ops-memory-'))
  const program = join(folder, 'memory')
  execFileSync('tcc', ['-w', '-o', program, join(import.meta.dirname, '../../plugins/evacuate/test/programs/memory.c')])
  const base64 = readFileSync(program).toString('base64')
  for (const host of ['node1', 'node2'])
    await rig.on(host, `mkdir -p /var/lib/memory; base64 -d <<E >/usr/local/bin/memory\n${base64}\nE\nchmod 755 /usr/local/bin/memory`)
})
afterAll(async () => {
  rmSync(folder, {recursive: true, force: true})
  await rig?.[Symbol.asyncDispose]()
})

/** Starts the program on node1, and returns the inventory that declares it. */
const start = async (prefix = '', more = '') => {
  for (const host of ['node1', 'node2']) await rig.on(host, 'rm -rf /var/lib/memory/log /dev/shm/memory*')
  await rig.on(
    'node1',
    `${prefix} memory /run/memory.pid memory.$$ /dev/shm/memory /var/lib/memory/log ${more} </dev/null >/dev/null 2>&1 & for i in $(seq 100); do test -s /var/lib/memory/log && break; sleep 0.05; done`,
  )
  return rig.with(({hosts}) => {
    const workload = {name: 'memory', kind: 'process', pidfile: '/run/memory.pid', files: ['/var/lib/memory']}
    hosts['node1'] = {...hosts['node1'], workloads: [workload]}
  })
}
const stop = (host: string) => rig.on(host, 'kill -- -$(cat /run/memory.pid); rm -rf /run/memory.pid /dev/shm/memory*')
/** Starts a program that goes on, with a redirection; returns its process id. */
const holdOpen = (redirection: string) => rig.on('node1', `sleep 300 ${redirection} </dev/null >/dev/null 2>&1 & echo $!`)
/** Each line has the counters of all kinds of memory, which go on in step: none was lost, and none is older than the others. */
const inStep = async (host: string) => {
  const lines = (await rig.on(host, 'cat /var/lib/memory/log')).split('\n')
  expect(lines).toEqual(
    lines.map((_, at) =>
      Array(5)
        .fill(at + 1)
        .join(' '),
    ),
  )
  return lines.length
}
const sharedFiles = (host: string) =>
  rig.on(host, "cd /dev/shm; find . ! -type d -printf '%P %m %U %G %s\\n' | sort; stat -c '%a %n' memory 2>/dev/null; true")

describe('a process tree with shared memory that it does not declare', () => {
  test('takes it along and back: named, below a folder, unlinked, anonymous and memfd', async () => {
    const env = await start()
    const before = await sharedFiles('node1')
    expect(before).toMatch(/^memory\.\d+ 640 12345 54321 3145728\nmemory\/below 600 0 0 3145728\n1777 memory$/)
    const {code, stdout} = await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env})
    expect(code).toBe(6)
    expect(stdout).toMatch(
      /send the images and \/var\/lib\/memory, \/run\/memory\.pid, \/dev\/shm\/memory\.\d+, \/dev\/shm\/memory\/below, verified/,
    )
    for (const [from, to] of [
      ['node1', 'node2'],
      ['node2', 'node1'],
    ] as const) {
      const counted = await inStep(from)
      const moved = await rig.lab.ops(['evacuate', from, '--to', to], {env})
      expect(moved).toMatchObject({code: 0, stdout: expect.stringContaining(`memory: moved from ${from} to ${to}`)})
      expect(await sharedFiles(to)).toBe(before)
      expect(await sharedFiles(from)).not.toContain('3145728')
      await rig.on(to, 'sleep 0.5')
      expect(await inStep(to)).toBeGreaterThan(counted + 10)
    }
    await stop('node1')
  })

  test('is refused with all causes while others use its memory and files, or have its name at the destination', async () => {
    const env = await start()
    const name = (await sharedFiles('node1')).split(' ')[0] ?? ''
    const pids = [await holdOpen(`3<>/dev/shm/${name}`), await holdOpen('3>>/var/lib/memory/log')]
    await rig.on('node2', `touch /dev/shm/${name}`)
    const refused = await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env})
    expect(refused.code).toBe(5)
    for (const sentence of [
      `memory on node1 shares memory (/dev/shm/${name}) with process ${pids[0]} (sleep), which would stay behind.`,
      `Process ${pids[1]} (sleep) on node1 also writes /var/lib/memory/log, declared for memory`,
      `/dev/shm/${name}, which memory has in memory and takes along, exists on node2 too.`,
    ])
      expect(refused.stderr).toContain(sentence)
    await rig.on('node1', `kill ${pids.join(' ')}`)
    await rig.on('node2', `rm /dev/shm/${name}`)
    expect(await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env})).toMatchObject({code: 6})
    await stop('node1')
  })

  test('survives a restart of its source while it is held: its memory is in the record', async () => {
    const env = await start()
    await rig.killWhen(['evacuate', 'node1'], 'node1', '*/memory/hold/held', env)
    await cutHost(await needState(rig.lab.dir), 'node1')
    await rig.boot('node1')
    expect(await sharedFiles('node1')).toBe('')
    const {run} = await rig.open()
    expect(await rig.lab.ops(['evacuate', 'resume', run], {env})).toMatchObject({code: 0})
    await rig.on('node2', 'sleep 0.3')
    await inStep('node2')
    await stop('node2')
  })

  test('a process id that was taken after the freeze is told before anything is sent; then the move goes on', async () => {
    const env = await start()
    await rig.killWhen(['evacuate', 'node1'], 'node1', '*/memory/hold/held', env)
    const {run} = await rig.open()
    const child = Number(await rig.on('node1', 'cat /proc/$(cat /run/memory.pid)/task/*/children'))
    await rig.on(
      'node2',
      `echo ${child - 1} >/proc/sys/kernel/ns_last_pid; sleep 300 </dev/null >/dev/null 2>&1 & echo $! >/run/squatter; test $! = ${child}`,
    )
    const failed = await rig.lab.ops(['evacuate', 'resume', run], {env})
    expect(failed.stdout + failed.stderr).toContain(`memory cannot be restored: process id ${child} is taken on node2 (by sleep)`)
    expect(failed.code).not.toBe(0)
    expect(rig.exists('node2', `var/lib/ops/evacuate/${run}/memory/make/shipped`)).toBe(false)
    await rig.on('node2', 'kill $(cat /run/squatter)')
    expect(await rig.lab.ops(['evacuate', 'resume', run], {env})).toMatchObject({code: 0})
    await inStep('node2')
    await stop('node2')
  })

  test('with memory of System V it needs an IPC namespace of its own, and then moves', async () => {
    const refusing = await start('', 'sysv')
    const refused = await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env: refusing})
    expect(refused.stderr + refused.stdout).toContain('memory has System V shared memory in the IPC namespace of node1')
    expect(refused.code).toBe(5)
    await stop('node1')
    const env = await start('unshare --ipc', 'sysv')
    expect(await rig.lab.ops(['evacuate', 'node1'], {env})).toMatchObject({code: 0, stdout: expect.stringContaining('memory: moved')})
    await rig.on('node2', 'sleep 0.3')
    await inStep('node2')
    await stop('node2')
  })
})
