// Seeded sequences of outlets that were swapped, renamed, reordered or wired to another machine: how often ops cut a bystander or reported
// a false "off" (it must be never). npm run chaos -- wiring (RUNS=1000, SEED=1 unless set); each sequence has a seed of its own.
import process from 'node:process'
import {runWiringSequence, type WiringOutcome} from '../plugins/power/test/chaos/wiring-sequence.ts'
import {runSeeds} from './run-seeds.ts'

const began = performance.now()
const outcomes: (WiringOutcome & {seed: number})[] = await runSeeds(
  {first: Number(process.env['SEED'] ?? 1), runs: Number(process.env['RUNS'] ?? 1000), title: 'Sequences of changed wiring'},
  (seed, lane) => runWiringSequence({seed, lane: lane + 101}),
)

console.log(`${outcomes.length} sequences in ${((performance.now() - began) / 1000).toFixed(1)} s`)
for (const verdict of ['off', 'refused', 'failed', 'false off', 'bystander cut'] as const)
  console.log(`${verdict.padEnd(14)} ${outcomes.filter((outcome) => outcome.verdict === verdict).length}`)
const wrong = outcomes.filter(({verdict}) => verdict === 'false off' || verdict === 'bystander cut')
for (const {seed: which, what, verdict, faults} of wrong) console.log(`seed ${which}: ${verdict}: ${what}: ${JSON.stringify(faults)}`)
process.exitCode = wrong.length > 0 ? 1 : 0
