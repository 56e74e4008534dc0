import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {MoveLab} from './moves/move-lab.ts'
import {readRecording, readScripts} from './moves/recording.ts'
import {forget} from './moves/replay.ts'
import {type MoveExpected, readStates} from './moves/snapshot.ts'

// The hosts get what an older version sent them, byte for byte, up to where it died; this version ends the move.
const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})
const folder = mkdtempSync(join(tmpdir(), 'ops-upgrade-test-'))
const scripts = readScripts()

let made: MoveLab
beforeAll(async () => {
  made = await MoveLab.up()
})
afterAll(async () => {
  await made?.[Symbol.asyncDispose]()
  rmSync(folder, {recursive: true})
})

const decided = ({sentence: _, ...move}: MoveExpected) => move

/** Recording, state, the command that ends the move, and whether this version has the older one's journal. */
const moves: [name: string, cut: string, how: 'abort' | 'resume', journal?: 'lost'][] = [
  ['counter', 'holding', 'abort'],
  ['counter', 'held', 'resume'],
  ['counter', 'shipped', 'abort', 'lost'],
  ['counter', 'preparing', 'resume'],
  ['counter', 'prepared', 'abort'],
  ['counter', 'commit-on-source', 'abort'],
  ['counter', 'committed', 'resume', 'lost'],
  ['counter', 'running', 'resume'],
  ['counter', 'verified-on-source', 'resume'],
  ['abort', 'aborting', 'abort'],
  ['abort', 'recovered', 'abort'],
  ['beacon', 'stopped', 'abort'],
  ['beacon', 'committed', 'resume'],
]

for (const [name, cutName, how, lost] of moves) {
  test(`${name}, ${cutName}${lost === undefined ? '' : ', the journal is lost'}: ${how}`, async () => {
    const recording = readRecording(name)
    const cut = recording.cuts.find((one) => one.name === cutName)
    const expected = readStates(name).find((state) => state.cut === cutName)?.status.moves
    if (cut === undefined || expected === undefined) throw new Error(`${name} has no ${cutName}`)
    const {run, workload, source, destination} = recording
    const journal = join(folder, `${name}-${cutName}`)
    await made.leaveAt(scripts, name, recording, cut, journal)
    const stateDir = lost === undefined ? journal : join(folder, `${name}-${cutName}-lost`)
    expect((await made.status(workload, stateDir)).moves.map(decided)).toEqual(expected.map(decided))
    await made.undoSlow(cut)
    expect(await made.ops(workload, stateDir, 'evacuate', how, run)).toMatchObject({code: 0})
    expect(await made.status(workload, stateDir)).toMatchObject({moves: []})
    const at = how === 'resume' ? destination : source
    if (workload === 'beacon') expect(await made.servesOn()).toEqual([at])
    else expect(await made.wrongWithCounter(at)).toBeUndefined()
    // A move that this version ended makes a guest, as one of its own does: it goes home by another move.
    if (how === 'resume') await made.home(recording, join(folder, 'home'))
    await forget(made.hosts, recording)
  })
}
