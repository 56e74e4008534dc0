// Seeded sequences of plug faults: how often ops said "done", and how often that was not so (it must be never).
// npm run chaos (RUNS=5000, SEED=1 unless set); each sequence has a seed of its own, from SEED on.
import {type SequenceOutcome, runFaultSequence} from '../plugins/power/test/chaos/fault-sequence.ts'

const lanes = 8
const outcomes: (SequenceOutcome & {seed: number})[] = []
const began = performance.now()
let seed = Number(process.env['SEED'] ?? 1)
const end = seed + Number(process.env['RUNS'] ?? 5000)

await Promise.all(
  Array.from({length: lanes}, async (_, lane) => {
    while (seed < end) {
      const mine = seed
      seed += 1
      outcomes.push({seed: mine, ...(await runFaultSequence({seed: mine, address: `127.40.9.${lane + 1}`}))})
    }
  }),
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
