import {describe, expect} from 'vitest'
import {mkdtempSync} from 'node:fs'
import {rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {lab} from '../lab/require.ts'
import {seen} from './chaos/truth.ts'
import {type RigTest, rigTests} from './pool.ts'
import type {Rig} from './rig.ts'

const rigTest = rigTests(lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']}), 2)

const evacuate = ['evacuate', 'node1']
const held = 'counter/hold/held'
const copies = async (rig: Rig) => seen((await rig.counter()).copies)

/** SIGKILL to what matches, by pid, inside the host. */
const killOn = (rig: Rig, host: string, pattern: string) =>
  rig.on(
    host,
    `for p in $(cat /sys/fs/cgroup/ops-evacuate/*/cgroup.procs); do tr '\\0' ' ' </proc/$p/cmdline | grep -q '${pattern}' && kill -9 $p; done; sleep 0.3`,
  )

describe.concurrent('ops was killed while the source was held', () => {
  const test: RigTest = (name, action) =>
    rigTest(name, async (rig) => {
      await rig.killWhen(evacuate, 'node1', `*/${held}`)
      await action(rig)
    })

  test('status shows that, abort lets the source run again', async (rig) => {
    const move = await rig.open()
    expect(move).toMatchObject({workload: 'counter', state: 'HELD', next: `ops evacuate abort ${move.run}`})
    expect(await copies(rig)).toBe('one stands still on node1')
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 5, stderr: expect.stringContaining('is not finished')})
    expect(await rig.ops('evacuate', 'abort', '')).toMatchObject({code: 64})
    expect(await rig.open()).toEqual(move)
    expect(await rig.ops('evacuate', 'abort', move.run)).toMatchObject({code: 0, stdout: expect.stringContaining('stays on node1')})
    await rig.runsOnceOn('node1')
    expect(await rig.ops('evacuate', 'abort', move.run)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('runs on node1 (seen now); the evacuation had been aborted before'),
    })
    expect(await rig.ops('evacuate', 'resume', move.run)).toMatchObject({
      code: 5,
      stdout: expect.stringContaining('counter was not moved from node1'),
    })
  })

  test('resume finishes the move', async (rig) => {
    const {run} = await rig.open()
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0, stdout: expect.stringContaining('moved from node1 to node2')})
    await rig.runsOnceOn('node2')
  })

  for (const [who, pattern] of [
    ['criu', 'criu dump'],
    ['the hook', 'hold/hook'],
    ['the process that waits for criu', 'perl -e'],
  ] as const) {
    test(`and ${who} is killed too: the source stays held, and runs again after abort`, async (rig) => {
      await killOn(rig, 'node1', pattern)
      expect(await copies(rig)).toBe('one stands still on node1')
      const {run, state} = await rig.open()
      expect(state).toBe('HELD')
      expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
      await rig.runsOnceOn('node1')
      expect(await rig.on('node1', 'ls /sys/fs/cgroup/ops-evacuate 2>/dev/null | wc -l')).toBe('0')
    })

    test(`and ${who} is killed too: resume finishes the move, and the frozen source is ended`, async (rig) => {
      await killOn(rig, 'node1', pattern)
      const {run} = await rig.open()
      expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
      await rig.runsOnceOn('node2')
    })
  }

  test('and criu is killed and the cgroup thawed from outside: the source runs, the images are old, and abort resolves the move', async (rig) => {
    await killOn(rig, 'node1', 'criu dump')
    await rig.on('node1', 'echo 0 > /sys/fs/cgroup/jobs/counter/cgroup.freeze')
    const {run, next} = await rig.open()
    expect(next).toBe(`ops evacuate abort ${run}`)
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({
      code: 5,
      stdout: expect.stringContaining('the frozen cgroup was thawed from outside'),
    })
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
  })

  test('and the held process is killed too: the images are the only copy, abort is refused, resume restores it', async (rig) => {
    await rig.on('node1', 'kill -9 $(cat /run/counter.pid); sleep 0.3')
    const {run, next, sentence} = await rig.open()
    expect(sentence).toContain('only in images on node1')
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining('only copy')})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('and the journal is lost: the records on the hosts are enough', async (rig) => {
    const state = mkdtempSync(join(tmpdir(), 'ops-other-journal-'))
    const other = {env: {OPS_STATE_DIR: state}}
    const {stdout} = await rig.lab.ops(['evacuate', 'status', '--json'], other)
    const [{run, state: stands}] = JSON.parse(stdout).result.moves
    expect(stands).toBe('HELD')
    expect(await rig.lab.ops(['evacuate', 'resume', run], other)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
    await rm(state, {recursive: true})
  })
})

describe.concurrent('ops was killed later', () => {
  const test = rigTest

  test('while files are sent, and the receiver hangs as on a dead link: resolving the move ends the receiver', async (rig) => {
    const tar = '/usr/local/sbin/tar'
    await rig.on(
      'node2',
      `printf '#!/bin/sh\ncase "$*" in *-x*) sleep 300 ;; *) exec /usr/bin/tar "$@" ;; esac\n' > ${tar}; chmod 755 ${tar}`,
    )
    await rig.killWhen(evacuate, 'node2', '*/counter/stream')
    const {run} = await rig.open()
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
    await rig.on('node2', `rm ${tar}`)
  })

  test('SHIPPED, and a stale pidfile lies where criu writes its own: resume still restores', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/make/shipped')
    const {run, state} = await rig.open()
    expect(state).toBe('SHIPPED')
    await rig.on(
      'node2',
      `mkdir -p /var/lib/ops/evacuate/${run}/counter/make/criu; echo 1 > /var/lib/ops/evacuate/${run}/counter/make/criu/pidfile`,
    )
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('PREPARING, and criu has ended meanwhile: resume takes its copy as it is, still frozen', async (rig) => {
    await rig.on(
      'node2',
      `printf '#!/bin/sh\\n[ "$1" = restore ] && sleep 1\\nexec /usr/sbin/criu "$@"\\n' > /usr/local/sbin/criu; chmod 755 /usr/local/sbin/criu`,
    )
    await rig.killWhen(evacuate, 'node2', '*/counter/make/criu.job')
    await rig.on('node2', 'sleep 3; rm /usr/local/sbin/criu')
    expect(await copies(rig)).toBe('one stands still on node1, one stands still on node2')
    const {run, state} = await rig.open()
    expect(state).toBe('PREPARING')
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
    expect(await rig.on('node2', `grep -c 'Restore finished' /var/lib/ops/evacuate/${run}/counter/make/criu/restore.log`)).toBe('1')
  })

  test('PREPARED: neither copy runs; abort destroys the copy first', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/make/prepared')
    expect(await copies(rig)).toBe('one stands still on node1, one stands still on node2')
    const {run, state} = await rig.open()
    expect(state).toBe('PREPARED')
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
    const acts = (await rig.ops('runs', 'show', run)).stdout
    expect(acts.indexOf('evacuate.destroy')).toBeLessThan(acts.indexOf('evacuate.recover'))
  })

  test('COMMITTED: resume finishes the move', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/commit')
    const {run, next} = await rig.open()
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('COMMITTED, and the copy may have run: abort is refused, resume finishes the move', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/started')
    const {run} = await rig.open()
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining(`ops evacuate resume ${run}`)})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('network locks that criu left are removed, older ones are not', async (rig) => {
    // criu makes one for established TCP connections, which criu 4.1 cannot save on kernels from 6.16 on; so the table is
    // put where criu would leave it, in a stand-in for nft that keeps its tables in a file.
    const nft = String.raw`#!/bin/sh
t=/run/nft.tables; touch $t
case "$1 $2" in
"list tables") sed 's/^/table /' $t ;;
"delete table") grep -vx "$3 $4" $t > $t.new; mv $t.new $t ;;
esac`
    await rig.on(
      'node1',
      `cat > /usr/local/sbin/nft <<'E'\n${nft}\nE\nchmod 755 /usr/local/sbin/nft; echo 'inet CRIU-before' > /run/nft.tables`,
    )
    await rig.killWhen(evacuate, 'node1', `*/${held}`)
    await rig.on('node1', "echo 'inet CRIU-8006' >> /run/nft.tables; echo 'inet filter' >> /run/nft.tables")
    const {run} = await rig.open()
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    expect(await rig.on('node1', 'cat /run/nft.tables; rm /usr/local/sbin/nft /run/nft.tables')).toBe('inet CRIU-before\ninet filter')
  })
})
