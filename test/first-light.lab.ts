import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {hostCgroup} from '../plugins/lab/src/host/running.ts'
import {needState} from '../plugins/lab/src/instance/state.ts'
import {type CounterReading, readCounter} from '../plugins/lab/src/observe/read-counter.ts'
import {newLab, type TestLab} from './lab/new-lab.ts'
import {lab} from './lab/require.ts'

// The main job, whole: `ops lab up && ops power off node1`.
const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let it: TestLab
beforeAll(async () => {
  it = await newLab()
})
afterAll(() => it?.[Symbol.asyncDispose]())

/** The counter once it has gone so many ticks beyond a count. */
async function countsOn(from: number, ticks: number): Promise<CounterReading> {
  for (let waited = 0; waited < 20_000; waited += 100) {
    const reading = await readCounter(it.dir)
    if ((reading.last?.count ?? 0) >= from + ticks) return reading
    await delay(100)
  }
  throw new Error(`The counter does not go on from ${from}: ${JSON.stringify(await readCounter(it.dir))}`)
}

describe('ops power off node1', () => {
  test('moves the counter to node2, shuts node1 down, cuts it, and proves it', async () => {
    const before = await countsOn(0, 5)
    expect(before.copies).toMatchObject([{host: 'node1', running: true}])

    const off = await it.ops(['power', 'off', 'node1', '--json'])
    expect([off.code, off.stderr]).toEqual([0, expect.any(String)])
    const [host] = (JSON.parse(off.stdout) as {result: {hosts: {host: string; power: string; proofs: {kind: string; holds: unknown}[]}[]}})
      .result.hosts
    expect(host).toMatchObject({host: 'node1', power: 'off'})
    expect(host?.proofs.map(({kind, holds}) => [kind, holds])).toEqual([
      ['relay', true],
      ['wiring', true],
      ['meter', true],
      ['silence', 'unknown'],
    ])
  })

  test('the counter goes on counting on node2 from where it was, exactly once', async () => {
    const after = await countsOn((await readCounter(it.dir)).last?.count ?? 0, 5)
    expect(after).toMatchObject({lost: [], doubled: [], copies: [{host: 'node2', running: true}]})
    const [first, second, ...more] = after.stays
    expect([first, second?.host, more]).toEqual([{host: 'node1', from: 1, to: (second?.from ?? 0) - 1}, 'node2', []])
  })

  test('the relay is open and the host is gone', async () => {
    const status = await it.ops(['power', 'status', 'node1', '--json'])
    expect(JSON.parse(status.stdout).result.hosts).toMatchObject([{host: 'node1', power: 'off'}])
    expect(JSON.parse(readFileSync(join(it.dir, 'plugs', 'node1.state'), 'utf8'))).toEqual([false])
    expect(existsSync(hostCgroup(await needState(it.dir), 'node1'))).toBe(false)
    expect((await it.ops(['lab', 'shell', '--dir', it.dir, 'node1', '--', 'true'])).code).toBe(4)
  })

  test('ops runs show tells the story, in order', async () => {
    const {stdout} = await it.ops(['runs', 'show'])
    const acts = ['evacuate.hold', 'evacuate.commit', 'evacuate.start', 'evacuate.release', 'relay']
    const places = acts.map((act) => stdout.indexOf(act))
    expect(places, stdout).toEqual([...places].sort((a, b) => a - b))
    expect(places, stdout).not.toContain(-1)
    expect(stdout).toMatch(/\ndone/)
  })

  test('off again is a success that changes nothing', async () => {
    const {code, stdout} = await it.ops(['power', 'off', 'node1', '--json'])
    expect([code, JSON.parse(stdout).result.hosts[0].changed]).toEqual([0, false])
  })
})

describe('and back', () => {
  test('node1 is switched on, and node2 off: the counter comes home with the work of node2', async () => {
    expect((await it.ops(['power', 'on', 'node1'])).code).toBe(0)
    for (let waited = 0; (await it.ops(['lab', 'shell', '--dir', it.dir, 'node1', '--', 'true'])).code !== 0; waited += 100) {
      expect(waited, 'node1 answers by ssh').toBeLessThan(20_000)
      await delay(100)
    }
    expect(await it.ops(['power', 'off', 'node2'])).toMatchObject({code: 0, stdout: expect.stringContaining('node2: off')})
    const after = await countsOn((await readCounter(it.dir)).last?.count ?? 0, 5)
    expect(after).toMatchObject({lost: [], doubled: [], copies: [{host: 'node1', running: true}]})
    expect(after.stays.map(({host}) => host)).toEqual(['node1', 'node2', 'node1'])
    expect((await it.ops(['lab', 'shell', '--dir', it.dir, 'node1', '--', 'beacon', 'status', '/run/beacon'])).code).toBe(0)
  })
})
