// Seeded faults in evacuations between two lab hosts: ops and its resolving commands are killed, hosts lose power, disk or link. A
// client outside counts acknowledged writes. npm run chaos -- evacuate (RUNS=500, SEED=1, LANES=2 unless set)
import process from 'node:process'
import {terminalProgress} from '@ops/core/progress'
import {systemClock} from '@ops/core/time'
import type {ChaosRun} from '../test/evacuate/chaos/chaos.ts'
import {runLanes} from '../test/evacuate/chaos/lanes.ts'
import {summarize} from '../test/evacuate/chaos/summary.ts'

const runs = Number(process.env['RUNS'] ?? 500)
const seed = Number(process.env['SEED'] ?? 1)
const lanes = Number(process.env['LANES'] ?? 2)
const stop = new AbortController()
// The runs that go on end, and their labs are removed; what ops was asked to do in a lab ends with the terminal's own signal.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort())
const began = performance.now()
const progress = terminalProgress(process.stderr, systemClock)
const task = progress.start('Evacuations with faults')
let done = 0
const results = await runLanes({seed, runs, lanes, signal: stop.signal, report})
task.end()
console.log(`\n${summarize(results)}`)
const wrong = results.filter((run) => run.wrong !== undefined)
const ended = stop.signal.aborted ? ', ended by a signal' : ''
console.log(`\nseed ${seed}: ${results.length} runs, ${wrong.length} wrong, ${Math.round((performance.now() - began) / 1000)} s${ended}`)
process.exitCode = wrong.length > 0 ? 1 : stop.signal.aborted ? 130 : 0

function report({run, from, to, did, states, commands, ms, verdict, wrong: what}: ChaosRun): void {
  done++
  const left = Math.round((((performance.now() - began) / done) * (runs - done)) / 60_000)
  task.update({done, total: runs, text: `about ${left} min left`})
  const typed = commands.length === 0 ? '' : `  typed: ${commands.join(', ')}`
  const end = what === undefined ? (verdict.outcome ?? '') : `WRONG: ${what}`
  console.log(`${String(run).padStart(4)}  ${from} -> ${to}  ${did}  ${states.join(', ')}${typed}  ${end}  (${(ms / 1000).toFixed(1)} s)`)
}
