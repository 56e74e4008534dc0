import {afterAll, beforeAll, beforeEach, describe, expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {Rig} from './rig.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
})
afterAll(() => rig?.[Symbol.asyncDispose]())
beforeEach(() => rig.home())

describe('ops evacuate', () => {
  test('--dry-run says what would be done, and touches nothing', async () => {
    const {code, stdout} = await rig.ops('evacuate', 'node1', '--dry-run')
    expect(code).toBe(6)
    expect(stdout).toMatch(/node1: freeze and dump counter \(process \d+, \d+ ids\), about \d+ MB/)
    expect(stdout).toContain('node2: restore it, frozen, into cgroup /work/counter')
    await rig.runsOnceOn('node1')
  })

  test('moves the process with its memory, its files and its pidfile, and leaves nothing behind', async () => {
    const pid = await rig.on('node1', 'cat /run/counter.pid')
    const {code, stdout} = await rig.ops('evacuate', 'node1')
    expect(stdout).toMatch(/counter: moved from node1 to node2, \d+\.\d MB sent, stood still for \d+ ms \(from just before it was stopped/)
    expect(code).toBe(0)
    await rig.runsOnceOn('node2')
    expect(await rig.on('node2', 'cat /run/counter.pid')).toBe(pid)
    expect(await rig.on('node1', 'test ! -e /run/counter.pid; cat /sys/fs/cgroup/work/counter/cgroup.freeze')).toBe('0')
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

  test('knows a guest: what was moved to a host leaves it again, back to where it is declared', async () => {
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0})
    expect(await rig.ops('evacuate', 'node2', '--to', 'node1')).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
  })

  test('moves a service cold: stopped and proven before it is started, never both', async () => {
    // Wherever earlier moves left it: all is on node2 then.
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0})
    const {code, stdout} = await rig.ops('evacuate', 'node2', '--to', 'node1')
    expect(stdout).toContain('beacon: moved from node2 to node1')
    expect(code).toBe(0)
    expect(await rig.on('node1', 'beacon status /run/beacon && echo runs')).toContain('runs')
    expect(await rig.on('node2', 'beacon status /run/beacon || echo stopped')).toContain('stopped')
    expect(await rig.ops('evacuate', 'node1', '--to', 'node2')).toMatchObject({code: 0})
    expect(await rig.on('node2', 'beacon status /run/beacon && echo runs')).toContain('runs')
  })

  test('tells its story in the journal', async () => {
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0})
    const {stdout} = await rig.ops('runs', 'show')
    for (const act of ['reserve', 'hold', 'ship', 'prepare', 'commit', 'start', 'release', 'verify']) {
      expect(stdout).toMatch(new RegExp(`evacuate\\.${act} +done`))
    }
  })
})
