// Reading many plugs: npm run bench -- power [--plugs 100,300,1000] [--rounds 3]
// All simulated plugs run in this process; `ops power status` reads them in one of its own, and the median round counts. CPU seconds
// are what ops costs; the seconds on the clock hold the work of the plugs too.
// Exit 1: the last plugs cost more than twice as much CPU each as the first ones, so ops is not linear.
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {availableParallelism, cpus, loadavg, tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {table} from '@ops/core/text'
import {startLabPlug} from '../plugins/power/src/lab-plug/start-lab-plug.ts'
import {median, type Run, run} from './inventory/measure.ts'

const {values: flags} = parseArgs({options: {plugs: {type: 'string', default: '100,300,1000'}, rounds: {type: 'string', default: '3'}}})
const sizes = flags.plugs.split(',').map(Number)
const most = Math.max(...sizes)
const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const addressOf = (at: number) => `127.104.${Math.floor(at / 200)}.${(at % 200) + 1}`

await using stack = new AsyncDisposableStack()
const folder = await mkdtemp(join(tmpdir(), 'ops-bench-power-'))
stack.defer(() => rm(folder, {recursive: true}))
for (let at = 0; at < most; at += 1)
  stack.use(await startLabPlug({model: 'HS110', address: addressOf(at), port: 9999, outlets: [{alias: `p${at}`, on: true}]}))

const hosts = Array.from({length: most}, (_, at) => `  p${at}: {power: {driver: kasa, address: ${addressOf(at)}}}`)
const inventory = join(folder, 'ops.yaml')
await writeFile(inventory, `hosts:\n${hosts.join('\n')}\n`)
const env = {OPS_INVENTORY: inventory, OPS_STATE_DIR: join(folder, 'state'), HOME: folder}

console.log(`${cpus()[0]?.model}, ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)}`)
const measured: {plugs: number; cpuS: number; wallS: number}[] = []
for (const plugs of sizes) {
  const runs: Run[] = []
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    const one = await run([process.execPath, bin, 'power', 'status', `p[0-${plugs - 1}]`, '--json'], env)
    const read = (JSON.parse(one.stdout) as {result: {hosts: {power: string}[]}}).result.hosts
    if (read.length !== plugs || read.some(({power}) => power !== 'on')) throw new Error(`not all of ${plugs} plugs were read as on`)
    runs.push(one)
  }
  measured.push({plugs, cpuS: median(runs.map(({cpuS}) => cpuS)), wallS: median(runs.map(({wallS}) => wallS))})
}
console.log(
  table(
    measured.map(({plugs, cpuS, wallS}) => [`${plugs}`, `${wallS.toFixed(2)} s`, `${cpuS.toFixed(2)} s`]),
    ['PLUGS', 'TIME', 'CPU'],
  ),
)
const slopes = measured.slice(1).map(({plugs, cpuS}, at) => {
  const before = measured[at] ?? {plugs: 0, cpuS: 0}
  return (cpuS - before.cpuS) / (plugs - before.plugs)
})
const [first = 0, last = 0] = [slopes[0], slopes.at(-1)]
console.log(`CPU of a plug: ${(first * 1000).toFixed(2)} ms among the first ones, ${(last * 1000).toFixed(2)} ms among the last ones.`)
if (last > first * 2) {
  console.log('ops is not linear.')
  process.exitCode = 1
}
