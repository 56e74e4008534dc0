// Kills ops at seeded moments of evacuations between two lab hosts: npm run chaos (RUNS=500, SEED=1 unless set)
import {table} from '@ops/core/text'
import {chaos} from '../test/evacuate/chaos/chaos.ts'
import {newLab} from '../test/lab/new-lab.ts'

const runs = Number(process.env['RUNS'] ?? 500)
const seed = Number(process.env['SEED'] ?? 1)
const began = performance.now()
await using lab = await newLab()
const results = await chaos(lab, {runs, seed}, ({run, from, to, killedAtMs, states, commands, wrong}) =>
  console.log(
    `${String(run).padStart(4)}  ${from} -> ${to}  killed at ${String(killedAtMs).padStart(5)} ms  ${states.join(', ')}  ${commands.join(', ')}${wrong === undefined ? '' : `  WRONG: ${wrong}`}`,
  ),
)
const byState = new Map<string, number>()
for (const {states} of results) byState.set(states[0] ?? '-', (byState.get(states[0] ?? '-') ?? 0) + 1)
const wrong = results.filter((run) => run.wrong !== undefined)
console.log(
  `\n${table(
    [...byState].sort().map(([state, count]) => [state, String(count)]),
    ['STATE AFTER THE KILL', 'RUNS'],
  )}`,
)
console.log(`\nseed ${seed}: ${results.length} runs, ${wrong.length} wrong, ${Math.round((performance.now() - began) / 1000)} s`)
process.exitCode = wrong.length > 0 ? 1 : 0
