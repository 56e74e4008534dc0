import {rm} from 'node:fs/promises'
import {describe, expect} from 'vitest'
import {cutHost} from '../../plugins/lab/src/host/stop.ts'
import {needState} from '../../plugins/lab/src/instance/state.ts'
import {lab} from '../lab/require.ts'
import {seen} from './chaos/truth.ts'
import {rigTests} from './pool.ts'
import {Rig} from './rig.ts'

const labTest = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})
const test = rigTests(labTest, 2)

const evacuate = ['evacuate', 'node1']

/** Power is lost, and the hosts start again: what lay in memory is gone. */
async function reboot(rig: Rig, ...hosts: string[]): Promise<void> {
  const state = await needState(rig.lab.dir)
  await Promise.all(hosts.map((host) => cutHost(state, host)))
  await Promise.all(hosts.map((host) => rig.boot(host)))
}

/** The hosts lose their power and start without what ops has kept on their disks. */
async function reinstall(rig: Rig, ...hosts: string[]): Promise<void> {
  const state = await needState(rig.lab.dir)
  await Promise.all(hosts.map((host) => cutHost(state, host)))
  await Promise.all(hosts.map((host) => rm(rig.disk(host, 'var/lib/ops'), {recursive: true, force: true})))
  await Promise.all(hosts.map((host) => rig.boot(host)))
}

describe.concurrent('hosts lose their power while a move is open, and start again', () => {
  test('HELD, the source: resume finishes the move from the stored images', async (rig) => {
    await rig.killWhen(evacuate, 'node1', '*/counter/hold/held')
    await reboot(rig, 'node1')
    const {run, next, sentence} = await rig.open()
    expect(sentence).toContain('only in images on node1')
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining('only copy')})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('SHIPPED, both: resume sends the images again', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/make/shipped')
    await reboot(rig, 'node1', 'node2')
    const {run, next} = await rig.open()
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
    // The pidfile is in its place, so the counter is found there.
    expect(await rig.ops('evacuate', 'node2', '--to', 'node1', '--dry-run')).toMatchObject({code: 6})
  })

  test('COMMITTED, both, and the copy never ran: resume sends the images again', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/commit')
    await reboot(rig, 'node1', 'node2')
    const {run, next} = await rig.open()
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('SHIPPED, and the source is reinstalled: resume makes the copy from what has arrived, verified again', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/make/shipped')
    await reinstall(rig, 'node1')
    await reboot(rig, 'node2')
    const {run, next, sentence} = await rig.open()
    expect(sentence).toContain('Its record is gone from node1 (reinstalled?)')
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining('only copy on node2')})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })

  test('PREPARED, and the destination is reinstalled: abort lets the source run again', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/make/prepared')
    await reinstall(rig, 'node2')
    const {run, next} = await rig.open()
    expect(next).toBe(`ops evacuate abort ${run}`)
    expect(await rig.ops('evacuate', 'close', run, '--reason', 'node2 is new')).toMatchObject({
      code: 5,
      stdout: expect.stringContaining(`Next: ops evacuate abort ${run}`),
    })
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node1')
    expect(await rig.ops('evacuate', 'close', run, '--reason', 'node2 is new')).toMatchObject({
      code: 5,
      stdout: expect.stringContaining('is finished, so there is nothing to close'),
    })
  })
})

describe.concurrent('nothing is left to continue from', () => {
  labTest('the images were in memory: status says so, and abort closes the move', async () => {
    await using rig = await Rig.up()
    const env = await rig.with(({hosts}) => {
      hosts['node1'] = {...hosts['node1'], evacuate: {to: 'node2', images: '/run/ops-images'}}
    })
    expect(await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env})).toMatchObject({
      code: 6,
      stdout: expect.stringContaining('/run/ops-images lies in the memory of node1'),
    })
    await rig.killWhen(evacuate, 'node1', '*/counter/hold/held', env)
    await reboot(rig, 'node1')
    const {run, state, sentence, next} = await rig.open()
    expect([state, next]).toEqual(['ENDED', `ops evacuate abort ${run}`])
    expect(sentence).toContain('its images were in memory and are gone too')
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(`Next: ops evacuate abort ${run}`),
    })
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 0, stdout: expect.stringContaining('does not exist on node1')})
    expect((await rig.ops('evacuate', 'status')).stdout).toMatch(/^No evacuation is open/)
    // A second abort changes nothing, and sees no work that stayed.
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining('does not run on node1 now')})
  })

  labTest('the records are deleted while criu holds the work: the commands that close names let it run again', async () => {
    await using rig = await Rig.up()
    await rig.killWhen(evacuate, 'node1', '*/counter/hold/held')
    for (const host of ['node1', 'node2']) await rig.on(host, 'rm -rf /var/lib/ops/evacuate')
    const {run, next, sentence} = await rig.open()
    expect(next).toBe(`ops evacuate close ${run} --reason REASON`)
    const {code, stdout} = await rig.ops('evacuate', 'close', run, '--reason', 'the records were deleted')
    const [commands = 'no command'] = stdout.match(/echo 0 > \S+\/cgroup\.freeze; kill \d+/) ?? []
    expect([code, commands, sentence]).toEqual([0, expect.stringContaining('kill'), expect.stringContaining(commands)])
    // criu outlives the thaw, and holds the work until it is ended.
    await rig.on('node1', commands.split('; ')[0] ?? '')
    expect((await rig.ops('evacuate', 'node1', '--dry-run')).stderr).toContain(`run ${commands.split('; ')[1]} on node1`)
    await rig.on('node1', commands)
    await rig.runsOnceOn('node1')
  })

  labTest('both hosts were reinstalled: nothing is claimed, and close gives the move up with a reason', async () => {
    await using rig = await Rig.up()
    await rig.killWhen(evacuate, 'node1', '*/counter/hold/held')
    await reinstall(rig, 'node1', 'node2')
    const {run, state, sentence, next} = await rig.open()
    expect([state, next]).toEqual(['UNRECORDED', `ops evacuate close ${run} --reason REASON`])
    expect(sentence).toContain('Its records are gone from node1 and node2 (reinstalled?)')
    expect(seen((await rig.counter()).copies)).toBe('there is no copy')
    for (const way of ['abort', 'resume'])
      expect(await rig.ops('evacuate', way, run)).toMatchObject({code: 5, stdout: expect.stringContaining(`ops evacuate close ${run}`)})
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 5, stderr: expect.stringContaining(`ops evacuate close ${run}`)})
    const closed = await rig.ops('evacuate', 'close', run, '--reason', 'both disks are new')
    expect(closed).toMatchObject({code: 0, stdout: expect.stringContaining('ops has neither ended nor started anything')})
    expect((await rig.ops('evacuate', 'status')).stdout).toMatch(/^No evacuation is open/)
    expect((await rig.ops('runs', 'show', run)).stdout).toContain('both disks are new')
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining('was closed')})
    expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0, stdout: expect.stringContaining('no declared work runs')})
    expect(await rig.ops('power', 'off', 'node1', '--yes')).toMatchObject({code: 0})
  })
})
