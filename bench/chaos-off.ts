// Kills `ops power off` between any two entries of its journal, in a lab: npm run chaos -- off (RUNS=60, SEED=1 unless set)
import {killedOff, momentsOf} from '../plugins/power/test/killed-off/killed-off.ts'
import {seeded} from '../test/evacuate/chaos/random.ts'
import {newLab} from '../test/lab/new-lab.ts'

const runs = Number(process.env['RUNS'] ?? 60)
const seed = Number(process.env['SEED'] ?? 1)
const began = performance.now()
await using lab = await newLab()
const random = seeded(seed)
const results = await killedOff(
  lab,
  {moments: await momentsOf(lab, runs, random), random},
  ({run, host, at, states, settled, changed, wrong}) =>
    console.log(
      [
        `${String(run).padStart(4)}  ${host}  killed at ${at.padEnd(40)}  ${[...states, ...settled].join(', ')}`,
        wrong === undefined ? (changed === true ? 'off' : 'off already') : `WRONG: ${wrong}`,
      ].join('  then '),
    ),
)
const wrong = results.filter((run) => run.wrong !== undefined)
console.log(`seed ${seed}: ${results.length} runs, ${wrong.length} wrong, ${Math.round((performance.now() - began) / 1000)} s`)
process.exitCode = wrong.length > 0 ? 1 : 0
