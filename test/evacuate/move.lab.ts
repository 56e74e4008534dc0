import {afterAll, beforeAll, beforeEach, describe, expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {Rig, type StatusMove} from './rig.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
})
afterAll(() => rig?.[Symbol.asyncDispose]())
beforeEach(() => rig.home())

describe('ops evacuate', () => {
  test('--dry-run prints what would be done, and changes nothing', async () => {
    const {code, stdout} = await rig.ops('evacuate', 'node1', '--dry-run')
    expect(code).toBe(6)
    expect(stdout).toMatch(/node1: freeze and dump counter \(process \d+, \d+ ids\), about \d+ MB/)
    expect(stdout).toContain('node2: restore counter, frozen, into cgroup /jobs/counter')
    await rig.runsOnceOn('node1')
  })

  test('moves the process with its memory, its files and its pidfile, and leaves nothing behind', async () => {
    const pid = await rig.on('node1', 'cat /run/counter.pid')
    const {code, stdout} = await rig.ops('evacuate', 'node1')
    expect(stdout).toMatch(
      /counter: moved from node1 to node2, \d+\.\d MB sent, did not run for \d+ ms \(from just before its stop on node1/,
    )
    expect(code).toBe(0)
    await rig.runsOnceOn('node2')
    expect(await rig.on('node2', 'cat /run/counter.pid')).toBe(pid)
    expect(await rig.on('node1', 'test ! -e /run/counter.pid; cat /sys/fs/cgroup/jobs/counter/cgroup.freeze')).toBe('0')
    for (const host of ['node1', 'node2']) {
      expect(
        await rig.on(
          host,
          'find /var/lib/ops/evacuate -name "*.img" | wc -l; stat -c %a /var/lib/ops/evacuate; ls /sys/fs/cgroup/ops-evacuate 2>/dev/null | wc -l',
        ),
      ).toBe('0\n700\n0')
    }
    expect((await rig.ops('evacuate', 'status')).stdout).toMatch(/^No evacuation is open/)
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0, stdout: expect.stringContaining('nothing to do')})
  })

  test('moves a guest back to the host where it is declared', async () => {
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0})
    expect(await rig.ops('evacuate', 'node2', '--to', 'node1')).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
  })

  test('leaves every step in the journal', async () => {
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0})
    const {stdout} = await rig.ops('runs', 'show')
    for (const act of ['reserve', 'hold', 'ship', 'prepare', 'commit', 'start', 'release', 'verify']) {
      expect(stdout).toMatch(new RegExp(`evacuate\\.${act} +done`))
    }
  })

  test('moves a whole process tree: same ids, same memory, same parents', async () => {
    // Each process fills 16 MB by a rule, and goes on checking all of it and writing what it found.
    const program = String.raw`#!/usr/bin/perl
use POSIX (); POSIX::setsid();
open my $out, '>', '/run/tree.pid'; print $out $$; close $out;
for (1 .. 2) { last unless fork() }
my @page = map { chr(65 + $_ % 26) x 4080 . sprintf '%016d', $_ * $$ } 0 .. 4095;
open my $log, '>>', "/var/lib/tree/$$"; $log->autoflush(1);
open STDIN, '<', '/dev/null'; open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null';
for (my $n = 1; ; $n++) {
  my $bad = grep { $page[$_] ne chr(65 + $_ % 26) x 4080 . sprintf '%016d', $_ * $$ } 0 .. 4095;
  syswrite $log, "$n $bad " . getppid() . "\n"; select undef, undef, undef, 0.05;
}`
    await rig.on(
      'node1',
      `cat > /root/tree <<'E'\n${program}\nE\nrm -rf /var/lib/tree; mkdir -p /var/lib/tree; perl /root/tree </dev/null >/dev/null 2>&1 & sleep 1`,
    )
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{name: 'tree', kind: 'process', pidfile: '/run/tree.pid', files: ['/var/lib/tree']}]}
    })
    const pids = (await rig.on('node1', 'ls /var/lib/tree')).split('\n')
    expect(pids).toHaveLength(3)
    const {code, stdout, stderr} = await rig.lab.ops(['evacuate', 'node1'], {env})
    expect({code, stderr: code === 0 ? '' : stdout + stderr}).toEqual({code: 0, stderr: ''})
    await rig.on('node1', `for p in ${pids.join(' ')}; do test ! -e /proc/$p || exit 1; done`)
    const last = async () =>
      (await rig.on('node2', `cd /var/lib/tree; for p in ${pids.join(' ')}; do echo $p $(tail -n 1 $p); done`)).split('\n')
    const before = await last()
    await rig.on('node2', 'sleep 0.5')
    const after = await last()
    const root = await rig.on('node2', 'cat /run/tree.pid')
    for (const [at, line] of after.entries()) {
      const [pid, count, bad, parent] = line.split(' ')
      expect(Number(count)).toBeGreaterThan(Number(before[at]?.split(' ')[1]))
      expect(bad).toBe('0')
      if (pid !== root) expect(parent).toBe(root)
    }
    // No count was written twice, none is missing.
    expect(
      await rig.on(
        'node2',
        `cd /var/lib/tree; for p in ${pids.join(' ')}; do cut -d' ' -f1 $p | awk '$1 != NR {print "gap at " $1}' | head -1; done`,
      ),
    ).toBe('')
    await rig.on('node2', `kill ${pids.join(' ')}`)
  })

  /** criu takes two seconds more to restore there, so that a running move can be inspected. */
  const slowly = async (host: string, action: () => Promise<void>) => {
    const slow = '[ "$1" = restore ] && sleep 2\\nexec /usr/sbin/criu "$@"'
    await rig.on(host, `printf '#!/bin/sh\\n${slow}\\n' > /usr/local/sbin/criu; chmod 755 /usr/local/sbin/criu`)
    await action()
    await rig.on(host, 'rm /usr/local/sbin/criu')
  }

  test('while a move runs, status says so, and abort is refused', () =>
    slowly('node2', async () => {
      const moving = rig.ops('evacuate', 'node1')
      let open: StatusMove | undefined
      for (let tries = 0; open === undefined && tries < 50; tries++) {
        const {stdout} = await rig.ops('evacuate', 'status', '--json')
        open = (JSON.parse(stdout).result.moves as StatusMove[])[0]
      }
      expect(open?.sentence).toContain('is still being run by an ops process')
      expect(open?.next).toBeUndefined()
      expect(await rig.ops('evacuate', 'abort', open?.run ?? '')).toMatchObject({code: 5})
      expect(await moving).toMatchObject({code: 0})
      await rig.runsOnceOn('node2')
    }))

  test('SIGINT before COMMIT undoes the move', () =>
    slowly('node2', async () => {
      const {code, stderr} = await rig.interruptWhen(['evacuate', 'node1'], 'node2', '*/counter/make/criu.job')
      expect(code, stderr).toBe(130)
      await rig.runsOnceOn('node1')
      expect((await rig.ops('evacuate', 'status')).stdout).toMatch(/^No evacuation is open/)
    }))

  // The last one: from then on the beacon goes along, as a guest.
  test('moves a service: it is stopped, and seen stopped, before it is started', async () => {
    const ops = (...words: string[]) => rig.lab.ops(words, {env: rig.whole})
    // Wherever earlier moves left it: all is on node2 then.
    expect(await ops('evacuate', 'node1')).toMatchObject({code: 0})
    const {code, stdout} = await ops('evacuate', 'node2', '--to', 'node1')
    expect(stdout).toContain('beacon: moved from node2 to node1')
    expect(code).toBe(0)
    expect(await rig.on('node1', 'beacon status /run/beacon && echo runs')).toContain('runs')
    expect(await rig.on('node2', 'beacon status /run/beacon || echo stopped')).toContain('stopped')
    expect(await ops('evacuate', 'node1', '--to', 'node2')).toMatchObject({code: 0})
    expect(await rig.on('node2', 'beacon status /run/beacon && echo runs')).toContain('runs')
  })
})
