// Start-up time of the CLI beside that of bare Node, taken in turn on the same machine: npm run bench -- startup
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {table} from '@ops/core/text'

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const rounds = 21
const commands: Record<string, string[]> = {
  'node -e 0': ['-e', '0'],
  'ops --help': [bin, '--help'],
  'ops --version': [bin, '--version'],
  'ops power --help': [bin, 'power', '--help'],
}

const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]))
// One round first that does not count: it fills the compile cache.
for (let round = -1; round < rounds; round++) {
  for (const [name, args] of Object.entries(commands)) {
    const began = performance.now()
    spawnSync(process.execPath, args, {stdio: 'ignore'})
    if (round >= 0) times.get(name)?.push(performance.now() - began)
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const base = median(times.get('node -e 0') ?? [])
const rows = [...times].map(([name, values]) => [
  name,
  `${median(values).toFixed(0)} ms`,
  `${Math.min(...values).toFixed(0)} ms`,
  `${(median(values) / base).toFixed(1)} x`,
])
console.log(table(rows, ['COMMAND', 'MEDIAN', 'MIN', `TO node -e 0 (${rounds} runs, Node ${process.versions.node})`]))
