// Reading an inventory beside Ansible's: npm run bench -- inventory [--hosts 100,1000,10000] [--rounds 5] [--ansible FILE]
// The same hosts with the same values in the files of both, as one range and as a list with a line per host. Both programs
// read, check and print all of it as JSON; what they printed is compared before anything counts. They take turns, and the
// median round counts. CPU seconds are what a program costs; on a busy machine the seconds on the clock say little.
// Without ansible-inventory (pip install ansible-core, apt-get install ansible-core) only ops is measured, and that is said.
// At last ops alone reads the largest list with an alias in it, which is left to the YAML library (docs/adr/0015).
// Exit 1: ops is not linear, or not ten times as fast with the largest inventory.
import {appendFile, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {availableParallelism, cpus, loadavg, tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {findProgram} from '@ops/core/process'
import {table} from '@ops/core/text'
import {difference, factsOfAnsible, factsOfOps, type Form, writeInventory} from './inventory/data.ts'
import {median, type Run, run} from './inventory/measure.ts'

const {values: flags} = parseArgs({
  options: {
    hosts: {type: 'string', default: '100,1000,10000'},
    rounds: {type: 'string', default: '5'},
    ansible: {type: 'string', default: 'ansible-inventory'},
  },
})
const sizes = flags.hosts.split(',').map(Number)
const rounds = Number(flags.rounds)
/** How much faster than the peer ops has to be with the most hosts. */
const wanted = 10
const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const ansible = flags.ansible.includes('/') ? flags.ansible : findProgram(flags.ansible)

interface Measured {
  form: Form
  hosts: number
  ours: Run[]
  theirs: Run[]
}

const folder = await mkdtemp(join(tmpdir(), 'ops-bench-inventory-'))
// Neither program gets anything from the configuration of who runs this.
await writeFile(join(folder, 'ansible.cfg'), '')
try {
  console.log(`${cpus()[0]?.model}, ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} before; median of ${rounds}`)
  if (ansible === undefined) {
    console.log(
      'ansible-inventory is not installed, so ops is measured alone. Next: python3 -m venv v && v/bin/pip install ansible-core, then --ansible v/bin/ansible-inventory',
    )
  } else console.log((await run([ansible, '--version'], {})).stdout.split('\n')[0])
  const measured: Measured[] = []
  for (const form of ['range', 'list'] as const) for (const hosts of sizes) measured.push(await measure(form, hosts))
  console.log(
    `\n${table(measured.map(row), ['FORM', 'HOSTS', 'OPS CPU', 'OPS CLOCK', 'ANSIBLE CPU', 'ANSIBLE CLOCK', 'TIMES FASTER (CPU, CLOCK)'])}\n`,
  )
  for (const form of ['range', 'list'] as const) evaluate(measured.filter((one) => one.form === form))
  await compareReaders(measured.at(-1) as Measured)
} finally {
  await rm(folder, {recursive: true})
}

async function measure(form: Form, hosts: number): Promise<Measured> {
  const files = await writeInventory(folder, form, hosts)
  const state = {ANSIBLE_CONFIG: join(folder, 'ansible.cfg'), ANSIBLE_HOME: join(folder, 'ansible')}
  const ours = () => runOps(files.ops)
  const theirs = () => (ansible === undefined ? undefined : run([ansible, '-i', files.ansible, '--list'], state))
  const result: Measured = {form, hosts, ours: [], theirs: []}
  for (let round = 0; round < rounds; round++) {
    const [own, other] = [await ours(), await theirs()]
    const differs = other === undefined || round > 0 ? undefined : difference(factsOfOps(own.stdout), factsOfAnsible(other.stdout))
    if (differs !== undefined) throw new Error(`Both must print the same. ${differs}.`)
    result.ours.push(own)
    if (other !== undefined) result.theirs.push(other)
  }
  return result
}

function runOps(file: string): Promise<Run> {
  return run([process.execPath, bin, 'inventory', 'list', '--full', '--json', '--inventory', file], {OPS_STATE_DIR: join(folder, 'state')})
}

/** The same hosts by the reader of plain YAML, and by the library, to which one alias leaves the whole file. */
async function compareReaders({form, hosts, ours}: Measured): Promise<void> {
  const {ops} = await writeInventory(folder, form, hosts)
  await appendFile(ops, 'x-a: &a {}\nx-b: *a\n')
  const byLibrary: Run[] = []
  for (let round = 0; round < rounds; round++) byLibrary.push(await runOps(ops))
  const [plain, library] = [medianOf(ours, 'cpuS'), medianOf(byLibrary, 'cpuS')]
  console.log(
    `${form} of ${hosts} hosts: ${plain.toFixed(2)} s of CPU with the plain reader, ${library.toFixed(2)} s with the YAML library`,
  )
}

function row({form, hosts, ours, theirs}: Measured): string[] {
  const seconds = (runs: readonly Run[], of: 'cpuS' | 'wallS') => (runs.length === 0 ? '-' : `${medianOf(runs, of).toFixed(2)} s`)
  const factor = (of: 'cpuS' | 'wallS') => (medianOf(theirs, of) / medianOf(ours, of)).toFixed(1)
  return [
    form,
    String(hosts),
    ...[ours, theirs].flatMap((runs) => [seconds(runs, 'cpuS'), seconds(runs, 'wallS')]),
    theirs.length === 0 ? '-' : `${factor('cpuS')}, ${factor('wallS')}`,
  ]
}

/** Linear: what a host costs beyond the start of the program does not grow by more than half from the middle to the largest. */
function evaluate(rows: readonly Measured[]): void {
  const [first, middle, last] = [rows[0], rows.at(-2), rows.at(-1)]
  if (first === undefined || middle === undefined || last === undefined || rows.length < 3) return
  const perHost = (one: Measured) => ((medianOf(one.ours, 'cpuS') - medianOf(first.ours, 'cpuS')) / (one.hosts - first.hosts)) * 1e6
  const [small, large] = [perHost(middle), perHost(last)]
  // Below a hundred microseconds a host the noise of the start hides the rest.
  const linear = large <= Math.max(1.5 * small, 150)
  const factor = last.theirs.length === 0 ? undefined : medianOf(last.theirs, 'cpuS') / medianOf(last.ours, 'cpuS')
  console.log(
    `${last.form}: ${large.toFixed(0)} us of CPU for each host beyond the start (${small.toFixed(0)} with ${middle.hosts} hosts): ${linear ? 'linear' : 'NOT LINEAR'}`,
  )
  if (factor !== undefined) console.log(`${last.form}: ${factor.toFixed(1)} times faster with ${last.hosts} hosts, wanted ${wanted}`)
  if (!linear || (factor !== undefined && factor < wanted)) process.exitCode = 1
}

function medianOf(runs: readonly Run[], of: 'cpuS' | 'wallS'): number {
  return median(runs.map((one) => one[of]))
}
