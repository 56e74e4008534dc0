import {describe, expect} from 'vitest'
import {cutHost} from '../../plugins/lab/src/host/stop.ts'
import {needState} from '../../plugins/lab/src/instance/state.ts'
import {vethOf} from '../../plugins/lab/src/instance/identity.ts'
import {must} from '../../plugins/lab/src/machine/run-tool.ts'
import {lab} from '../lab/require.ts'
import {seen} from './chaos/truth.ts'
import {type RigTest, rigTests} from './pool.ts'
import {Rig} from './rig.ts'

const labTest = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})
// Three at a time: what is lost here is waited for most of the time.
const rigTest = rigTests(labTest, 3)
const test: RigTest = (name, action) =>
  rigTest(name, async (rig) => {
    await action(rig).finally(() => Promise.all(['node1', 'node2'].map((host) => rig.on(host, `rm -f ${criu}`))))
  })

const copies = async (rig: Rig) => seen((await rig.counter()).copies)
const criu = '/usr/local/sbin/criu'

/** Puts a stand-in before the real criu of a host, which it may run. */
const standIn = (rig: Rig, host: string, script: string) => rig.on(host, `cat > ${criu} <<'E'\n#!/bin/sh\n${script}\nE\nchmod 755 ${criu}`)

/** The real criu with a gate that does more: `more` runs in the gate's place, as $gate, with the action as $1. */
const withGate = (more: string) => `case "$1" in restore) ;; *) exec /usr/sbin/criu "$@" ;; esac
for a; do [ "$last" = --action-script ] && gate=$a; last=$a; done
cat > /run/gate <<G
#!/bin/sh
gate=$gate
set -- "\\$CRTOOLS_SCRIPT_ACTION"
${more}
exec $gate
G
chmod 755 /run/gate
new=; for a; do [ "$last2" = --action-script ] && a=/run/gate; last2=$a; new="$new $a"; done
exec /usr/sbin/criu $new`

async function staysAfter(rig: Rig, sentence: string | RegExp): Promise<void> {
  const {code, stdout} = await rig.ops('evacuate', 'node1')
  expect(stdout).toMatch(sentence)
  expect(stdout).toMatch(/goes on running on node1/)
  expect(code).toBe(3)
  await rig.runsOnceOn('node1')
  expect(await rig.on('node2', 'ls /sys/fs/cgroup/ops-evacuate 2>/dev/null | wc -l')).toBe('0')
  expect((await rig.ops('evacuate', 'status')).stdout).toMatch(/^No evacuation is open/)
}

describe.concurrent('a failure that ops survives: the source runs on as it was', () => {
  test('criu is killed in the middle of the dump', async (rig) => {
    await standIn(rig, 'node1', '[ "$1" = dump ] || exec /usr/sbin/criu "$@"\n/usr/sbin/criu "$@" & p=$!; sleep 0.02; kill -9 $p; wait $p')
    await staysAfter(rig, /criu could not dump counter|stays/)
  })

  // What criu leaves when it is killed while it tries out the kernel.
  const leavesStopped = (action: string) =>
    `[ "$1" = ${action} ] || exec /usr/sbin/criu "$@"\nsh -c 'kill -STOP $$' & sleep 0.1; kill -9 $$`

  test('criu is killed in the dump and leaves a stopped child', async (rig) => {
    await standIn(rig, 'node1', leavesStopped('dump'))
    await staysAfter(rig, 'criu could not dump counter: criu ended (signal 9)')
  })

  test('criu is killed in the restore and leaves a stopped child', async (rig) => {
    await standIn(rig, 'node2', leavesStopped('restore'))
    await staysAfter(rig, 'criu could not restore counter')
  })

  test('criu is killed in post-restore', async (rig) => {
    await standIn(rig, 'node2', withGate('[ "\\$1" = post-restore ] && { $gate; kill -9 \\$PPID; sleep 1; exit 0; }'))
    await staysAfter(rig, 'criu could not restore counter')
  })

  test('criu is killed in pre-resume, after the copy was frozen', async (rig) => {
    await standIn(rig, 'node2', withGate('[ "\\$1" = pre-resume ] && { $gate; kill -9 \\$PPID; sleep 1; exit 0; }'))
    await staysAfter(rig, 'criu could not restore counter')
  })

  test('criu is killed in pre-resume, before the copy was frozen: it would run', async (rig) => {
    await standIn(rig, 'node2', withGate('[ "\\$1" = pre-resume ] && { kill -9 \\$PPID; sleep 3; exit 0; }'))
    await staysAfter(rig, 'criu could not restore counter')
  })

  test('the gate fails in post-restore', async (rig) => {
    await standIn(rig, 'node2', withGate('[ "\\$1" = post-restore ] && exit 1'))
    await staysAfter(rig, 'criu could not restore counter')
  })

  test('the disk of the destination becomes full while the images arrive', async (rig) => {
    // df sees room enough; there are no inodes for the files.
    await rig.on('node2', 'mkdir -p /srv/images; mount -t tmpfs -o size=64m,nr_inodes=6 tmpfs /srv/images')
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], evacuate: {to: 'node2', images: '/srv/images'}}
    })
    const {code, stdout} = await rig.lab.ops(['evacuate', 'node1'], {env})
    expect(stdout).toMatch(/node2: the sent files could not be written: .*No space left on device/)
    expect(code).toBe(3)
    await rig.runsOnceOn('node1')
    await rig.on('node2', 'umount /srv/images')
  })

  for (const [side, host, inodes, sentence] of [
    ['source', 'node1', 46, 'criu could not dump counter'],
    ['destination', 'node2', 32, 'No space left on device'],
  ] as const) {
    test(`the disk of the ${side} is full, and its record lies there too`, async (rig) => {
      const base = '/var/lib/ops/evacuate'
      await rig.on(host, `mkdir -p ${base}; mount -t tmpfs -o size=64m,nr_inodes=${inodes} tmpfs ${base}`)
      await staysAfter(rig, sentence).finally(() => rig.on(host, `find ${base} -name '*.img' > /root/images; umount ${base}`))
      expect(await rig.on(host, 'cat /root/images')).toBe('')
    })
  }

  test('the files that arrive differ from those that were sent', async (rig) => {
    await rig.on(
      'node2',
      `printf '#!/bin/sh\\n/usr/bin/tar "$@"; r=$?; for f in $(find /var/lib/ops/evacuate -name "core-*.img"); do echo x >> $f; done; exit $r\\n' > /usr/local/sbin/tar; chmod 755 /usr/local/sbin/tar`,
    )
    await staysAfter(rig, 'what arrived differs from what was sent: ')
    await rig.on('node2', 'rm /usr/local/sbin/tar')
  })

  test('the tree has no cgroup of its own: abort removes the one that was made for it', async (rig) => {
    await rig.on(
      'node1',
      'mkdir -p /sys/fs/cgroup/shared; echo $(cat /run/counter.pid) > /sys/fs/cgroup/shared/cgroup.procs; (echo 0 > /sys/fs/cgroup/shared/cgroup.procs; exec setsid sleep 300 </dev/null >/dev/null 2>&1) & echo $! > /run/sleeper; sleep 0.2',
    )
    await standIn(rig, 'node2', withGate('[ "\\$1" = post-restore ] && exit 1'))
    await staysAfter(rig, 'criu could not restore counter')
    expect(
      await rig.on('node1', 'sed -n s/^0:://p /proc/$(cat /run/counter.pid)/cgroup; test -e /sys/fs/cgroup/ops-workloads || echo gone'),
    ).toBe('/shared\ngone')
    await rig.on('node2', `rm ${criu}`)
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
    expect(await rig.on('node2', 'sed -n s/^0:://p /proc/$(cat /run/counter.pid)/cgroup')).toBe('/ops-workloads/counter')
    await rig.on('node1', 'kill $(cat /run/sleeper)')
  })
})

/** Ends every ssh session of a host for half a second, as soon as a file of the next move is there. */
const cutter = (file: string) => `
i=0; until ls /var/lib/ops/evacuate/*/counter/${file} >/dev/null 2>&1 || [ $i = 4000 ]; do i=$((i + 1)); sleep 0.005; done
for k in 1 2 3 4 5; do
  for p in /proc/[0-9]*; do
    case $(tr '\\0' ' ' < $p/cmdline) in *'[listener]'*) ;; sshd*) kill -9 \${p#/proc/} && echo cut > /root/cut.done ;; esac
  done
  sleep 0.1
done 2>/dev/null`

describe.concurrent('a link is lost for a moment', () => {
  const cutWhen = (rig: Rig, file: string) =>
    rig.on(
      'node2',
      `rm -rf /root/cut.done /var/lib/ops/evacuate; cat > /root/cut <<'E'\n${cutter(file)}\nE\nsetsid sh /root/cut </dev/null >/dev/null 2>&1 &`,
    )

  test('before COMMIT: the move is undone once the link is back', async (rig) => {
    // Slow enough that a busy machine cuts the link before COMMIT too.
    await standIn(rig, 'node2', '[ "$1" = restore ] && sleep 3\nexec /usr/sbin/criu "$@"')
    await cutWhen(rig, 'make/shipped')
    const {code, stdout} = await rig.ops('evacuate', 'node1')
    expect([code, stdout]).toEqual([3, expect.stringContaining('goes on running on node1')])
    await rig.runsOnceOn('node1')
    expect(rig.exists('node2', 'root/cut.done')).toBe(true)
  })

  test('after COMMIT: the move is finished', async (rig) => {
    await cutWhen(rig, 'commit')
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0, stdout: expect.stringContaining('moved from node1 to node2')})
    await rig.runsOnceOn('node2')
    expect(rig.exists('node2', 'root/cut.done')).toBe(true)
  })
})

describe.concurrent('a host or its link is lost while both stand still', () => {
  /** ops is killed when both are prepared; the run that is left. */
  const prepared = async (rig: Rig) => {
    await rig.killWhen(['evacuate', 'node1'], 'node2', '*/counter/make/prepared')
    return (await rig.open()).run
  }
  const link = async (rig: Rig, n: number, state: 'up' | 'down') =>
    must(['ip', 'link', 'set', vethOf((await needState(rig.lab.dir)).identity, n), state])

  test('no link to the destination: unknown, nothing is started; once the link is back abort resolves the move', async (rig) => {
    const run = await prepared(rig)
    await link(rig, 2, 'down')
    const {code, stdout} = await rig.ops('evacuate', 'status')
    expect(code).toBe(4)
    expect(stdout).toMatch(/node2 does not answer and may hold a copy/)
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 4, stdout: expect.stringContaining('Nothing was changed')})
    expect(await copies(rig)).toBe('one stands still on node1, one stands still on node2')
    await link(rig, 2, 'up')
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
  })

  test('the plug of the destination proves that its power is off: abort lets the source run again', async (rig) => {
    const run = await prepared(rig)
    expect(await rig.ops('power', 'off', 'node2', '--hard', '--force', 'test', '--yes')).toMatchObject({code: 0})
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
    expect(await rig.ops('power', 'on', 'node2')).toMatchObject({code: 0})
    await rig.boot('node2')
    // What is left of the copy there comes first; it goes with a second abort, and the counter with a new move.
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 5, stderr: expect.stringContaining(`ops evacuate abort ${run}`)})
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('no link to the source: unknown until the operator overrides that; what the source still holds is ended later', async (rig) => {
    const run = await prepared(rig)
    await link(rig, 1, 'down')
    const {stdout} = await rig.ops('evacuate', 'status')
    expect(stdout).toMatch(/node1 does not answer; a complete copy on node2 does not run/)
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 4})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 4})
    expect(await rig.ops('evacuate', 'resume', run, '--source-gone', 'its board is dead')).toMatchObject({code: 0})
    expect(await copies(rig)).toBe('one stands still on node1, one runs on node2')
    await link(rig, 1, 'up')
    expect(await rig.open()).toMatchObject({next: `ops evacuate resume ${run}`, sentence: expect.stringContaining('node1 answers again')})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('the source went down and is up again: its copy is the only one, resume starts it', async (rig) => {
    const run = await prepared(rig)
    await cutHost(await needState(rig.lab.dir), 'node1')
    await rig.boot('node1')
    const {next} = await rig.open()
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining('only copy')})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })
})

describe.concurrent('the copy is lost after COMMIT', () => {
  test('before it was started: it never ran, so abort lets the source run again', async (rig) => {
    await rig.killWhen(['evacuate', 'node1'], 'node2', '*/counter/commit')
    await cutHost(await needState(rig.lab.dir), 'node2')
    await rig.boot('node2')
    const {run, next, sentence} = await rig.open()
    expect(sentence).toContain('gone without ever having run')
    expect(next).toBe(`ops evacuate abort ${run}`)
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
  })

  test('with its host, for good: the operator overrides both; what is left of the copy is removed when the host is back', async (rig) => {
    await rig.killWhen(['evacuate', 'node1'], 'node2', '*/counter/commit')
    await cutHost(await needState(rig.lab.dir), 'node2')
    const {run} = await rig.open()
    const gone = ['--destination-gone', 'it burnt']
    // 4 if the journal does not show that COMMIT was done.
    expect([4, 5]).toContain((await rig.ops('evacuate', 'abort', run)).code)
    expect(await rig.ops('evacuate', 'abort', run, ...gone)).toMatchObject({code: 5, stdout: expect.stringContaining('--with-loss REASON')})
    expect(await rig.ops('evacuate', 'abort', run, ...gone, '--with-loss', 'it did not run long')).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
    await rig.boot('node2')
    expect(await rig.open()).toMatchObject({state: 'ABORTING', next: `ops evacuate abort ${run}`})
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
  })

  test('at its first steps: the source stays held, and only --with-loss continues from there', async (rig) => {
    const fuse = 'while (1) { exit if -e "/etc/fuse"; select undef, undef, undef, 0.01 }'
    await rig.on('node1', `setsid perl -e '${fuse}' < /dev/null > /dev/null 2>&1 & echo $! > /run/fuse.pid`)
    await rig.on('node2', 'touch /etc/fuse')
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], workloads: [{name: 'fuse', kind: 'process', pidfile: '/run/fuse.pid'}]}
    })
    const ops = (...args: string[]) => rig.lab.ops(args, {env})
    const {code, stdout} = await ops('evacuate', 'node1')
    expect([code, stdout]).toEqual([3, expect.stringContaining('was started on node2 and no longer exists there')])
    const run = /Evacuation (\S+) of fuse/.exec(stdout)?.[1] ?? ''
    expect((await ops('evacuate', 'status')).stdout).toContain('its older state is held on node1')
    const alive = () => rig.on('node1', 'kill -0 "$(cat /run/fuse.pid)" && echo alive')
    expect(await alive()).toBe('alive')
    expect(await ops('evacuate', 'abort', run, '--with-loss', 'it did nothing there')).toMatchObject({code: 0})
    expect(await alive()).toBe('alive')
    await rig.on('node1', 'kill "$(cat /run/fuse.pid)"')
  })

  // In a lab of its own: going back to an older state doubles counts, which is the loss that is asked for.
  labTest('after it ran: neither way is open, only --with-loss continues from the older state', async () => {
    await using rig = await Rig.up()
    await rig.killWhen(['evacuate', 'node1'], 'node2', '*/counter/started')
    const {run} = await rig.open()
    expect(await copies(rig)).toMatch(/one stands still on node1/)
    await cutHost(await needState(rig.lab.dir), 'node2')
    await rig.boot('node2')
    expect(await rig.open()).toMatchObject({state: 'LOST', sentence: expect.stringContaining('its older state is held on node1')})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 5, stdout: expect.stringContaining('--with-loss REASON')})
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5})
    expect(await rig.ops('evacuate', 'abort', run, '--with-loss', 'a second is nothing')).toMatchObject({code: 0})
    expect(await copies(rig)).toBe('one runs on node1')
    expect((await rig.ops('runs', 'show', run)).stdout).toContain('a second is nothing')
  })
})
