import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {runOps} from '../cli/run-ops.ts'
import {FakeHosts, runOf} from './moves/fake-hosts.ts'
import {readRecording} from './moves/recording.ts'
import {type MoveExpected, readStates} from './moves/snapshot.ts'

/** What an upgrade must not change; the sentence may be put in other words. */
const decided = ({sentence: _, ...move}: MoveExpected) => move

// The records of both hosts in each state, as an older version left them: this version says the same of them.
describe.each(['counter', 'abort', 'beacon'])('ops evacuate status reads the records of an older version: %s', (name) => {
  const recording = readRecording(name)
  const snapshots = readStates(name)
  let hosts: FakeHosts
  let seen: {moves: MoveExpected[]; settled: number}

  beforeAll(async () => {
    hosts = new FakeHosts(recording, name, snapshots)
    const {code, stdout, stderr} = await runOps(['evacuate', 'status', '--json'], {env: hosts.env})
    expect({code, stderr}, stdout).toEqual({code: 0, stderr: ''})
    seen = (JSON.parse(stdout) as {result: typeof seen}).result
  })
  afterAll(() => hosts?.[Symbol.dispose]())

  test.each(snapshots)('$cut', (snapshot) => {
    const run = runOf(recording, snapshot)
    const found = seen.moves.filter((move) => move.run === run)
    const expected = JSON.parse(JSON.stringify(snapshot.status.moves).replaceAll(recording.run, run)) as MoveExpected[]
    expect(found.map(decided)).toEqual(expected.map(decided))
    expect(found.every(({sentence}) => sentence !== '')).toBe(true)
  })

  test('moves that are over are counted, not shown', () => {
    expect(seen.settled).toBe(snapshots.filter(({status}) => status.moves.length === 0).length)
  })
})
