// Speed and memory of the mirrorlist service: npm run bench -- mirrorlist [--peer URL]... [--seconds N]
// Same data, same run, one after the other, by wrk (Debian package) on this machine:
//   ceiling  node:http sending one fixed body of the same size, one process
//   ours     1 and 2 workers; `fresh` gives each client an order of its own (--order-reuse 1)
//   peer     a server of the same data, e.g. the Rust mirrorlist-server: give it what `npm run bench -- mirrorlist --write DIR` writes
// All are up at once and are asked in turn, three rounds; the median round counts, because other work on the machine disturbs.
import {existsSync} from 'node:fs'
import {copyFile, mkdtemp, rename, rm, writeFile} from 'node:fs/promises'
import {availableParallelism, cpus, loadavg, tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {fedoraSize} from '../plugins/mirrorlist/test/support/synthetic-cache.ts'
import {agree, averageSize} from './mirrorlist/ask.ts'
import {type BenchData, writeData} from './mirrorlist/data.ts'
import {listener, memory, startCeiling, startOurs, workers} from './mirrorlist/servers.ts'
import {clientScript, type Kind, type Load, load} from './mirrorlist/wrk.ts'

const {values: flags} = parseArgs({
  options: {peer: {type: 'string', multiple: true, default: []}, seconds: {type: 'string', default: '5'}, write: {type: 'string'}},
})
const seconds = Number(flags.seconds)
const connections = 32
const rounds = 3
const reloads = 3

if (flags.write !== undefined) {
  await writeData(flags.write)
  console.log(`Written to ${flags.write}.`)
} else if (existsSync('/usr/bin/wrk')) await measure()
else {
  console.error('wrk is not installed. Next: apt-get install wrk')
  process.exitCode = 1
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-bench-mirrorlist-'))
  const script = join(folder, 'clients.lua')
  try {
    const data = await writeData(folder)
    await writeFile(script, clientScript)
    console.log(
      `${cpus()[0]?.model}, ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} before; ${fedoraSize.hosts} hosts, ${fedoraSize.urls} URLs, ${fedoraSize.directories} directories; ${seconds} s each, ${connections} connections`,
    )
    for (const kind of ['mirrorlist', 'metalink'] as const) await compare(data, script, kind)
    await reloadUnderLoad(data, script)
  } finally {
    await rm(folder, {recursive: true})
  }
}

interface Row {
  name: string
  base: string
  /** Processes that answer; none where they are not known. */
  answering: () => number[]
}

async function compare(data: BenchData, script: string, kind: Kind): Promise<void> {
  await using servers = new AsyncDisposableStack()
  const ours = async (name: string, args: string[]): Promise<Row> => {
    const {base, pid, end} = await startOurs(data, args)
    servers.defer(end)
    return {name, base, answering: () => workers(pid)}
  }
  const first = await ours('ours, 1 worker', ['--workers', '1'])
  const size = await averageSize(first.base, kind)
  for (const peer of flags.peer) await agree(first.base, peer, kind)
  const ceiling = await startCeiling(size)
  servers.defer(ceiling.end)
  const rows: Row[] = [
    {name: `ceiling, ${Math.round(size / 100) / 10} kB`, base: ceiling.base, answering: () => [ceiling.pid]},
    first,
    await ours('ours, 1 worker, fresh', ['--workers', '1', '--order-reuse', '1']),
    await ours('ours, 2 workers', ['--workers', '2']),
    await ours('ours, 2 workers, fresh', ['--workers', '2', '--order-reuse', '1']),
    ...flags.peer.map((base) => ({name: `peer ${new URL(base).host}`, base, answering: () => listener(base)})),
  ]
  const results = new Map<string, Load[]>(rows.map(({name}) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const {name, base, answering} of rows)
      results.get(name)?.push(await load({base, kind, seconds, connections, script, answering: answering()}))
  const median = (name: string) => (results.get(name) ?? []).toSorted((a, b) => a.rate - b.rate)[Math.floor(rounds / 2)]
  const top = median(rows[0]?.name ?? '')
  console.log(`\n/${`${kind} `.padEnd(27)}requests/s   of ceiling   CPU us   of ceiling   p50 ms   p99 ms   failed  MB per process`)
  for (const {name, answering} of rows) {
    const {rate, cpu, p50, p99, failed} = median(name) ?? {rate: 0, cpu: 0, p50: 0, p99: 0, failed: 0}
    const cells = [
      Math.round(rate).toString().padStart(10),
      percent(rate, top?.rate).padStart(12),
      (cpu === 0 ? '' : cpu.toFixed(1)).padStart(8),
      (cpu === 0 ? '' : percent(top?.cpu ?? 0, cpu)).padStart(12),
      p50.toFixed(2).padStart(8),
      p99.toFixed(2).padStart(8),
      String(failed).padStart(8),
      (answering().length === 0 ? '' : memory(answering()).toFixed(0)).padStart(15),
    ]
    console.log(`${name.padEnd(28)}${cells.join(' ')}`)
  }
}

/** Replaces the cache again and again while wrk runs. Windows of one second, so that a stall cannot hide in the average. */
async function reloadUnderLoad(data: BenchData, script: string): Promise<void> {
  const {base, pid, said, end} = await startOurs(data, ['--workers', '2'])
  const second = () => load({base, kind: 'metalink', seconds: 1, connections, script})
  const loads = () => said().match(/^Generation/gm)?.length ?? 0
  const quiet: Load[] = []
  while (quiet.length < 2 * seconds) quiet.push(await second())
  const before = loads()
  let going = true
  const swapping = (async () => {
    while (going) {
      await copyFile(data.cache, `${data.cache}.new`)
      await rename(`${data.cache}.new`, data.cache)
      const now = loads()
      for (let waited = 0; waited < 300 && going && loads() === now; waited++) await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })()
  // Compiling has low priority and the machine is busy, so it is waited for: three generations, or ten minutes.
  const busy: Load[] = []
  while (loads() - before < reloads && busy.length < 600) busy.push(await second())
  going = false
  await swapping
  const megabytes = memory(workers(pid))
  const generations = loads() - before
  await end()
  const p99 = (list: Load[]) => list.map((one) => one.p99).toSorted((a, b) => a - b)
  const median = (list: number[]) => list[Math.floor(list.length / 2)] ?? Number.NaN
  const [calm, stormy] = [p99(quiet), p99(busy)]
  const failed = busy.reduce((sum, one) => sum + one.failed, 0)
  console.log(
    `\nreload under load (2 workers): ${generations} generations in ${busy.length} s, ${failed} failed requests, ` +
      `p99 ${median(calm).toFixed(2)} ms before, ${median(stormy).toFixed(2)} ms during (${(median(stormy) / median(calm)).toFixed(1)} times), ` +
      `worst second ${(stormy.at(-1) ?? Number.NaN).toFixed(2)} ms against ${(calm.at(-1) ?? Number.NaN).toFixed(2)} ms; ${megabytes.toFixed(0)} MB per worker`,
  )
}

function percent(part: number, whole: number | undefined): string {
  return `${Math.round((100 * part) / (whole ?? Number.NaN))} %`
}
