import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {Rig} from '../../../test/evacuate/rig.ts'
import type {OpsRun} from '../../../test/cli/run-ops.ts'
import {lab} from '../../../test/lab/require.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh', 'tcc']})
const programs = join(import.meta.dirname, 'programs')

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
})
afterAll(() => rig?.[Symbol.asyncDispose]())

/** ops for an inventory in which node1 has this one workload. */
async function declared(name: string, more: object): Promise<(...words: string[]) => Promise<OpsRun>> {
  const env = await rig.with(({hosts}) => {
    const workload = {name, kind: 'process', pidfile: `/run/${name}.pid`, files: [`/var/lib/${name}`], ...more}
    hosts['node1'] = {...hosts['node1'], workloads: [workload]}
  })
  return (...words) => rig.lab.ops(words, {env})
}

/** Puts a program on both hosts, starts it on the first, and declares it. */
async function start(name: string, program: Uint8Array, args: string) {
  const base64 = Buffer.from(program).toString('base64')
  for (const host of ['node1', 'node2'])
    await rig.on(
      host,
      `rm -rf /var/lib/${name}; mkdir /var/lib/${name}; base64 -d <<E >/usr/local/bin/${name}\n${base64}\nE\nchmod 755 /usr/local/bin/${name}`,
    )
  await rig.on('node1', `rm -f /run/${name}.pid; ${name} /run/${name}.pid /var/lib/${name} ${args}\nsleep 0.7`)
  return declared(name, {})
}

const detached = '</dev/null >/dev/null 2>&1 &'
/** The lines of a file on a host. */
const lines = async (host: string, file: string) => (await rig.on(host, `cat ${file}`)).split('\n')
/** What a line prints once it prints anything, within 10 s. */
const until = (host: string, line: string) =>
  rig.on(host, `for i in $(seq 100); do x=$(${line} 2>/dev/null) && break; sleep 0.1; done; echo "$x"`)

describe('a process with threads', () => {
  let folder: string
  afterAll(() => rmSync(folder, {recursive: true, force: true}))

  test('arrives with all threads: each has its id and its memory, and goes on counting', async () => {
    folder = mkdtempSync(join(tmpdir(), 'ops-threads-'))
    execFileSync('tcc', ['-pthread', '-o', join(folder, 'threads'), join(programs, 'threads.c')])
    const ops = await start('threads', readFileSync(join(folder, 'threads')), detached)
    const pid = await rig.on('node1', 'cat /run/threads.pid')
    const before = await Promise.all([0, 1, 2, 3].map((n) => lines('node1', `/var/lib/threads/${n}`)))
    expect(await ops('evacuate', 'node1')).toMatchObject({code: 0, stdout: expect.stringContaining('threads: moved')})
    expect(rig.exists('node1', 'run/threads.pid')).toBe(false)
    await rig.on('node1', `test ! -e /proc/${pid}`)
    await rig.on('node2', 'sleep 0.5')
    for (const n of [0, 1, 2, 3]) {
      const ticks = (await lines('node2', `/var/lib/threads/${n}`)).map((line) => line.split(' ').map(Number))
      expect(ticks.map(([, count]) => count)).toEqual(ticks.map((_, at) => at + 1))
      expect(ticks.length).toBeGreaterThan((before[n]?.length ?? 0) + 3)
      expect(new Set(ticks.map(([, , tid]) => tid)).size).toBe(1)
    }
    expect(await rig.on('node2', `ls /proc/${pid}/task | wc -l; kill ${pid}`)).toBe('5')
  })
})

describe('a process tree', () => {
  const family = readFileSync(join(programs, 'family'))
  /** The first process, its child, the grandchild, and the child that has ended. */
  const members = async (host: string) => {
    const state = "awk '{print $1, $3, $4}' /proc/[0-9]*/stat 2>/dev/null"
    const all = (await rig.on(host, state)).split('\n').map((line) => line.split(' '))
    const below = (parent?: string) => all.filter(([, , ppid]) => ppid === parent)
    const first = await rig.on(host, 'cat /run/family.pid')
    const child = below(first).find(([, letter]) => letter !== 'Z')?.[0]
    const ended = below(first).find(([, letter]) => letter === 'Z')?.[0]
    return {first, child, grandchild: below(child)[0]?.[0], ended}
  }

  test('arrives with the data in its pipes, a child that ended, and a deleted file (a large one with --ghost-limit)', async () => {
    const ops = await start('family', family, `2 ${detached}`)
    const before = await members('node1')
    expect(before).toEqual({
      first: expect.any(String),
      child: expect.any(String),
      grandchild: expect.any(String),
      ended: expect.any(String),
    })
    const {code, stderr} = await ops('evacuate', 'node1')
    expect(stderr).toMatch(
      /family on node1 has a deleted file of 2\.\d MB open \(\/var\/lib\/family\/ghost\); criu saves such files up to 1\.0 MB\./,
    )
    expect(code).toBe(5)
    const allowed = await declared('family', {criu: ['--ghost-limit=4M']})
    expect(await allowed('evacuate', 'node1')).toMatchObject({code: 0, stdout: expect.stringContaining('family: moved')})
    expect(await members('node2')).toEqual(before)
    await rig.on('node2', 'touch /var/lib/family/tell')
    expect(await until('node2', 'cat /var/lib/family/ended')).toBe(`${before.ended} 7`)
    expect(await until('node2', 'cat /var/lib/family/ghost')).toBe('kept 2000005')
    // The grandchild gets each number once and in order, also those that were in a pipe while the tree was frozen.
    const numbers = (await lines('node2', '/var/lib/family/log')).map(Number)
    expect(numbers).toEqual(numbers.map((_, at) => at + 1))
    expect(numbers.length).toBeGreaterThan(30)
    await rig.on('node2', `kill ${before.first} ${before.child} ${before.grandchild}`)
  })

  test('loses its first process while it is held: resume restores the whole tree, and no old child is left', async () => {
    await start('family', family, `0 ${detached}`)
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {
        ...hosts['node1'],
        workloads: [{name: 'family', kind: 'process', pidfile: '/run/family.pid', files: ['/var/lib/family']}],
      }
    })
    const {first, child, grandchild} = await members('node1')
    await rig.killWhen(['evacuate', 'node1'], 'node1', '*/family/hold/held', env)
    await rig.on('node1', `kill -9 $(cat /sys/fs/cgroup/ops-evacuate/*/cgroup.procs) ${first}; sleep 0.3`)
    const {run} = await rig.open()
    expect(await rig.lab.ops(['evacuate', 'resume', run], {env})).toMatchObject({code: 0})
    expect(await rig.on('node1', `ls -d /proc/${first} /proc/${child} /proc/${grandchild} 2>/dev/null | wc -l`)).toBe('0')
    expect(await members('node2')).toMatchObject({first, child, grandchild})
    await rig.on('node2', `kill ${first} ${child} ${grandchild}`)
  })

  test('is refused if it has a pipe to a process outside of the tree, which would stay behind', async () => {
    // Its standard error is a pipe into a process that stays.
    const piped = `perl -e 'use POSIX (); POSIX::close($_) for 3 .. 30; POSIX::setsid(); open my $f, ">", shift; print $f $$; close $f; while (1) { print STDERR "tick\\n"; sleep 1 }'`
    await rig.on(
      'node1',
      `mkdir -p /var/lib/tied; (${piped} /run/tied.pid </dev/null 2>&1 >/dev/null | setsid sh -c 'exec cat >/var/lib/tied.log') >/dev/null 2>&1 </dev/null &\nsleep 0.5`,
    )
    const tied = await declared('tied', {})
    const {code, stderr} = await tied('evacuate', 'node1')
    expect(stderr).toMatch(/tied on node1 has a pipe in common with process \d+ \(cat\), which would stay behind\./)
    expect(code).toBe(5)
    await rig.on('node1', 'kill $(cat /run/tied.pid)')
  })

  test('is refused if it has a unix socket to a process outside of the tree, and goes on running', async () => {
    const pair = `perl -e 'use POSIX (); POSIX::close($_) for 3 .. 30; use Socket; socketpair my $a, my $b, AF_UNIX, SOCK_STREAM, 0; if (fork) { close $a; while (sysread $b, my $x, 99) { open my $l, ">>", "/var/lib/talk.log"; print $l $x } exit } close $b; fork && exit; POSIX::setsid(); open my $f, ">", shift; print $f $$; close $f; for (my $n = 1; ; $n++) { syswrite $a, "$n\\n"; select undef, undef, undef, 0.05 }'`
    await rig.on('node1', `mkdir -p /var/lib/talk; ${pair} /run/talk.pid </dev/null >/dev/null 2>&1 &\nsleep 0.7`)
    const talk = await declared('talk', {})
    const {code, stderr} = await talk('evacuate', 'node1')
    expect(stderr).toMatch(
      /Descriptor \d+ of process \d+ of talk on node1 is a unix socket to process \d+ \(perl\), which would stay behind\./,
    )
    expect(code).toBe(5)
    const said = (await lines('node1', '/var/lib/talk.log')).length
    await rig.on('node1', 'sleep 0.5')
    const numbers = (await lines('node1', '/var/lib/talk.log')).map(Number)
    expect(numbers).toEqual(numbers.map((_, at) => at + 1))
    expect(numbers.length).toBeGreaterThan(said)
    expect((await rig.ops('evacuate', 'status')).stdout).toMatch(/^No evacuation is open/)
    await rig.on('node1', 'kill $(cat /run/talk.pid)')
  })
})
