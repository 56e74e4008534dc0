import {describe, expect, test} from 'vitest'
import {runOps} from '../cli/run-ops.ts'
import {FakeHosts} from './moves/fake-hosts.ts'
import {readRecording} from './moves/recording.ts'
import {type MoveExpected, readStates} from './moves/snapshot.ts'

/** What an upgrade must not change; the sentence may be put in other words. */
const decided = ({sentence: _, ...move}: MoveExpected) => move

// The records of both hosts in each state, as an older version left them: this version says the same of them.
describe.concurrent.each(['counter', 'abort', 'beacon'])('ops evacuate status reads the records of an older version: %s', (name) => {
  const recording = readRecording(name)
  test.each(readStates(name))('$cut', async (snapshot) => {
    using hosts = new FakeHosts(recording, name, snapshot)
    const {code, stdout, stderr} = await runOps(['evacuate', 'status', '--json'], {env: hosts.env})
    expect({code, stderr}, stdout).toEqual({code: 0, stderr: ''})
    const {moves, settled} = (JSON.parse(stdout) as {result: {moves: MoveExpected[]; settled: number}}).result
    expect(moves.map(decided)).toEqual(snapshot.status.moves.map(decided))
    expect(moves.every(({sentence}) => sentence !== '')).toBe(true)
    expect(settled).toBe(snapshot.status.moves.length === 0 ? 1 : 0)
  })
})
