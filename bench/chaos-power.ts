// Seeded sequences of plug faults: how often ops said "done", and how often that was not so (it must be never).
// npm run chaos (RUNS=5000, SEED=1 unless set); each sequence has a seed of its own, from SEED on.
import process from 'node:process'
import {type SequenceOutcome, runFaultSequence} from '../plugins/power/test/chaos/fault-sequence.ts'
import {runSeeds} from './seeds/run-seeds.ts'

const began = performance.now()
const outcomes: (SequenceOutcome & {seed: number})[] = await runSeeds(
  {first: Number(process.env['SEED'] ?? 1), runs: Number(process.env['RUNS'] ?? 5000), title: 'Sequences of plug faults'},
  (seed, lane) => runFaultSequence({seed, address: `127.40.9.${lane + 1}`}),
)

const seconds = (performance.now() - began) / 1000
const faults = outcomes.reduce((sum, outcome) => sum + outcome.faults.length, 0)
console.log(`${outcomes.length} sequences with ${faults} faults in ${seconds.toFixed(1)} s`)
for (const verdict of ['done', 'unknown', 'failed', 'refused', 'false done'] as const) {
  console.log(`${verdict.padEnd(10)} ${outcomes.filter((outcome) => outcome.verdict === verdict).length}`)
}
const wrong = outcomes.filter(({verdict}) => verdict === 'false done')
for (const {seed: which, what, faults: list} of wrong) console.log(`seed ${which}: ${what}: ${JSON.stringify(list)}`)
process.exitCode = wrong.length > 0 ? 1 : 0
