import {afterAll, beforeAll, describe, expect} from 'vitest'
import {Rig} from '../../../test/evacuate/rig.ts'
import {lab} from '../../../test/lab/require.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
})
afterAll(() => rig?.[Symbol.asyncDispose]())

/** Starts a child fifty times a second, which has both ends of the pipe. */
const script = `( i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done ) | ( while read x; do echo "$x" >> /var/lib/pipes/log; done )`

const lines = async (host: string) => (await rig.on(host, 'cat /var/lib/pipes/log')).split('\n').map(Number)

describe('a shell pipeline that starts children all the time', () => {
  test('is never refused by chance, and moves there and back without losing a line', async () => {
    for (const host of ['node1', 'node2']) await rig.on(host, `mkdir -p /var/lib/pipes; cat >/root/pipes.sh <<'E'\n${script}\nE`)
    await rig.on('node1', 'setsid sh /root/pipes.sh </dev/null >/dev/null 2>&1 & echo $! >/run/pipes.pid; sleep 0.3')
    const env = await rig.with(({hosts}) => {
      const workload = {name: 'pipes', kind: 'process', pidfile: '/run/pipes.pid', files: ['/var/lib/pipes']}
      hosts['node1'] = {...hosts['node1'], workloads: [workload]}
    })
    for (let round = 0; round < 12; round++) {
      const {code, stdout, stderr} = await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env})
      expect({round, code, stderr}).toMatchObject({code: 6, stderr: ''})
      expect(stdout).toContain('freeze and dump pipes')
    }
    for (const [from, to] of [
      ['node1', 'node2'],
      ['node2', 'node1'],
      ['node1', 'node2'],
      ['node2', 'node1'],
    ] as const) {
      const {code, stdout, stderr} = await rig.lab.ops(['evacuate', from, '--to', to], {env})
      expect({code, said: stdout + stderr}).toMatchObject({code: 0, said: expect.stringContaining(`pipes: moved from ${from} to ${to}`)})
      await rig.on(to, 'sleep 0.3')
    }
    const numbers = await lines('node1')
    expect(numbers).toEqual(numbers.map((_, at) => at + 1))
    expect(numbers.length).toBeGreaterThan(50)
    await rig.on('node1', 'kill -- -$(cat /run/pipes.pid)')
  })
})
