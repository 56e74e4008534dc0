import {describe, expect} from 'vitest'
import {cutHost} from '../../plugins/lab/src/host/stop.ts'
import {needState} from '../../plugins/lab/src/instance/state.ts'
import {lab} from '../lab/require.ts'
import {rigTests} from './pool.ts'
import type {Rig} from './rig.ts'

const test = rigTests(lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']}), 2)

const evacuate = ['evacuate', 'node1']

/** Power is lost, and the host starts again: what lay in memory is gone. */
async function reboot(rig: Rig, ...hosts: string[]): Promise<void> {
  const state = await needState(rig.lab.dir)
  await Promise.all(hosts.map((host) => cutHost(state, host)))
  await Promise.all(hosts.map((host) => rig.boot(host)))
}

describe.concurrent('a host loses its power and starts again while a move is open', () => {
  test('HELD, the source: resume finishes the move from the stored images', async (rig) => {
    await rig.killWhen(evacuate, 'node1', '*/counter/hold/held')
    await reboot(rig, 'node1')
    const {run, next, sentence} = await rig.open()
    expect(sentence).toContain('only in images on node1')
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'abort', run)).toMatchObject({code: 5, stdout: expect.stringContaining('only copy')})
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
    expect(await rig.ops('evacuate', 'node2', '--to', 'node1')).toMatchObject({code: 0})
  })

  test('SHIPPED, both hosts: resume sends the images again', async (rig) => {
    await rig.killWhen(evacuate, 'node2', '*/counter/make/shipped')
    await reboot(rig, 'node1', 'node2')
    const {run, next} = await rig.open()
    expect(next).toBe(`ops evacuate resume ${run}`)
    expect(await rig.ops('evacuate', 'resume', run)).toMatchObject({code: 0})
    await rig.runsOnceOn('node2')
  })
})
