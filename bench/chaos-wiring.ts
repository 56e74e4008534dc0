// Seeded sequences of outlets that were swapped, renamed, reordered or wired to another machine, and of edited inventories over one
// journal: how often ops cut a bystander, reported a false "off" or kept a false proof (it must be never). npm run chaos -- wiring
// (RUNS=1000, SEED=1 unless set); each sequence has a seed of its own.
import process from 'node:process'
import {type EditedOutcome, runEditedSequence} from '../plugins/power/test/chaos/edited-sequence.ts'
import {runWiringSequence, type WiringOutcome} from '../plugins/power/test/chaos/wiring-sequence.ts'
import {runSeeds} from './seeds/run-seeds.ts'

const seeds = {first: Number(process.env['SEED'] ?? 1), runs: Number(process.env['RUNS'] ?? 1000)}
const secondsSince = (began: number) => ((performance.now() - began) / 1000).toFixed(1)

let began = performance.now()
const outcomes: (WiringOutcome & {seed: number})[] = await runSeeds({...seeds, title: 'Sequences of changed wiring'}, (seed, lane) =>
  runWiringSequence({seed, lane: lane + 101}),
)
console.log(`${outcomes.length} sequences of changed wiring in ${secondsSince(began)} s`)
for (const verdict of ['off', 'refused', 'failed', 'false off', 'bystander cut'] as const)
  console.log(`${verdict.padEnd(14)} ${outcomes.filter((outcome) => outcome.verdict === verdict).length}`)
const wrong = outcomes.filter(({verdict}) => verdict === 'false off' || verdict === 'bystander cut')
for (const {seed: which, what, verdict, faults} of wrong) console.log(`seed ${which}: ${verdict}: ${what}: ${JSON.stringify(faults)}`)

began = performance.now()
const edited: (EditedOutcome & {seed: number})[] = await runSeeds({...seeds, title: 'Sequences of edited inventories'}, (seed, lane) =>
  runEditedSequence({seed, lane: lane + 101}),
)
console.log(`${edited.length} sequences of edited inventories in ${secondsSince(began)} s`)
const sum = (count: (outcome: EditedOutcome) => number) => edited.reduce((total, outcome) => total + count(outcome), 0)
console.log(`${'off'.padEnd(14)} ${sum(({off}) => off)}`)
console.log(`${'refused'.padEnd(14)} ${sum(({refused}) => refused)}`)
const untrue = edited.filter((outcome) => outcome.wrong !== undefined)
for (const kind of ['false off', 'bystander cut', 'false proof'])
  console.log(`${kind.padEnd(14)} ${untrue.filter((outcome) => outcome.wrong?.startsWith(kind)).length}`)
for (const {seed: which, wrong: what, steps} of untrue) console.log(`seed ${which}: ${what}: ${steps.join('; ')}`)
process.exitCode = wrong.length + untrue.length > 0 ? 1 : 0
