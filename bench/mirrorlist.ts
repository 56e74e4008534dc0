// Speed and memory of the mirrorlist service: npm run bench -- mirrorlist [--peer URL] [--seconds N]
// Same data, same run, one after the other, by wrk (Debian package) on this machine:
//   ceiling  node:http sending one fixed body of the same size, one process
//   ours     1 and 2 workers; `fresh` gives each client an order of its own (--order-reuse 1)
//   peer     a server that was given the same cache, e.g. the Rust mirrorlist-server, at --peer URL
// All are up at once and are asked in turn, three rounds; the median round counts, because other work on the machine disturbs.
import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync} from 'node:fs'
import {copyFile, mkdtemp, rename, rm, writeFile} from 'node:fs/promises'
import {request} from 'node:http'
import {availableParallelism, cpus, tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {writeCache} from '../plugins/mirrorlist/src/cache/write-cache.ts'
import {mmdb} from '../plugins/mirrorlist/test/support/mmdb.ts'
import {fedoraSize, syntheticCache} from '../plugins/mirrorlist/test/support/synthetic-cache.ts'

const {values: flags} = parseArgs({options: {peer: {type: 'string'}, seconds: {type: 'string', default: '5'}}})
const seconds = Number(flags.seconds)
const host = '127.10.9.1'
const connections = 32
const rounds = 3
const reloads = 3
if (!existsSync('/usr/bin/wrk')) {
  console.error('wrk is not installed. Next: apt-get install wrk')
  process.exit(1)
}

interface Load {
  rate: number
  /** Microseconds of processor time per request in the answering processes: unlike the rate it is little disturbed by other work. */
  cpu: number
  p50: number
  p99: number
  failed: number
}

const folder = await mkdtemp(join(tmpdir(), 'ops-bench-mirrorlist-'))
const cache = join(folder, 'mirrorlist_cache.proto')
const geoip = join(folder, 'countries.mmdb')
const script = join(folder, 'clients.lua')
try {
  await prepare()
  console.log(
    `${cpus()[0]?.model}, ${availableParallelism()} processors; ${fedoraSize.hosts} hosts, ${fedoraSize.urls} URLs, ${fedoraSize.directories} directories; ${seconds} s each, ${connections} connections`,
  )
  for (const kind of ['mirrorlist', 'metalink'] as const) await compare(kind)
  await reloadUnderLoad()
} finally {
  await rm(folder, {recursive: true})
}

/** The cache; addresses of eight countries; and what wrk asks: 200 repositories, those in front more often, clients of all eight. */
async function prepare(): Promise<void> {
  await writeFile(cache, writeCache(syntheticCache(fedoraSize)))
  const countries = ['US', 'DE', 'SE', 'JP', 'BR', 'CN', 'FR', 'AU']
  await writeFile(geoip, mmdb(Object.fromEntries(countries.map((country, at) => [`198.18.${at}.0/24`, country]))))
  await writeFile(
    script,
    `local kind = os.getenv("KIND")
math.randomseed(7)
local requests = {}
for i = 1, 4096 do
  local repo = math.floor(200 * math.random() ^ 3)
  local ip = string.format("198.18.%d.%d", math.random(0, 7), math.random(1, 254))
  requests[i] = wrk.format("GET", "/" .. kind .. "?repo=repo-" .. repo .. "&arch=x86_64", {["Host"] = "bench", ["X-Forwarded-For"] = ip})
end
local at = 0
request = function() at = at % 4096 + 1; return requests[at] end
`,
  )
}

interface Row {
  name: string
  base: string
  /** Of the process whose children answer; undefined where that is not ours. */
  pid?: number
  /** Processes that answer. */
  answering: () => number[]
}

async function compare(kind: 'mirrorlist' | 'metalink'): Promise<void> {
  await using servers = new AsyncDisposableStack()
  const ours = async (name: string, args: string[]): Promise<Row> => {
    const {base, pid, end} = await startOurs(args)
    servers.defer(end)
    return {name, base, pid, answering: () => workers(pid).map((worker) => worker.pid)}
  }
  const rows = [
    await ours('ours, 1 worker', ['--workers', '1']),
    await ours('ours, 1 worker, fresh', ['--workers', '1', '--order-reuse', '1']),
    await ours('ours, 2 workers', ['--workers', '2']),
  ]
  const size = await averageSize(rows[0]?.base ?? '', kind)
  const ceiling = await startCeiling(size)
  servers.defer(ceiling.end)
  rows.unshift({name: `ceiling, ${Math.round(size / 100) / 10} kB`, base: ceiling.base, answering: () => [ceiling.pid]})
  if (flags.peer !== undefined) rows.push({name: 'peer', base: flags.peer, answering: () => []})
  const results = new Map<string, Load[]>(rows.map(({name}) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const {name, base, answering} of rows) results.get(name)?.push(await load(base, kind, seconds, answering()))
  const median = (name: string) => (results.get(name) ?? []).toSorted((a, b) => a.rate - b.rate)[Math.floor(rounds / 2)]
  const top = median(rows[0]?.name ?? '')
  console.log(`\n/${`${kind} `.padEnd(27)}requests/s   of ceiling   CPU us   of ceiling   p50 ms   p99 ms   failed   MB per worker`)
  for (const {name, pid} of rows) {
    const {rate, cpu, p50, p99, failed} = median(name) ?? {rate: 0, cpu: 0, p50: 0, p99: 0, failed: 0}
    const memory = pid === undefined ? '' : workerMemory(pid).toFixed(0)
    const cells = [
      Math.round(rate).toString().padStart(10),
      percent(rate, top?.rate).padStart(12),
      (cpu === 0 ? '' : cpu.toFixed(1)).padStart(8),
      (cpu === 0 ? '' : percent(top?.cpu ?? 0, cpu)).padStart(12),
      p50.toFixed(2).padStart(8),
      p99.toFixed(2).padStart(8),
      String(failed).padStart(8),
      memory.padStart(15),
    ]
    console.log(`${name.padEnd(28)}${cells.join(' ')}`)
  }
}

/** Replaces the cache again and again while wrk runs. Windows of one second, so that a stall cannot hide in the average. */
async function reloadUnderLoad(): Promise<void> {
  const {base, pid, said, end} = await startOurs(['--workers', '2'])
  const loads = () => said().match(/^Generation/gm)?.length ?? 0
  const quiet = await windows(base, 2 * seconds)
  const before = loads()
  let going = true
  const swapping = (async () => {
    while (going) {
      await copyFile(cache, `${cache}.new`)
      await rename(`${cache}.new`, cache)
      const now = loads()
      for (let waited = 0; waited < 300 && going && loads() === now; waited++) await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })()
  // Compiling has low priority and the machine is busy, so it is waited for: three generations, or ten minutes.
  const busy: Load[] = []
  while (loads() - before < reloads && busy.length < 600) busy.push(await load(base, 'metalink', 1))
  going = false
  await swapping
  const memory = workerMemory(pid)
  const generations = loads() - before
  await end()
  const p99 = (list: Load[]) => list.map((one) => one.p99).toSorted((a, b) => a - b)
  const median = (list: number[]) => list[Math.floor(list.length / 2)] ?? Number.NaN
  const [calm, stormy] = [p99(quiet), p99(busy)]
  const failed = busy.reduce((sum, one) => sum + one.failed, 0)
  console.log(
    `\nreload under load (2 workers): ${generations} generations in ${busy.length} s, ${failed} failed requests, ` +
      `p99 ${median(calm).toFixed(2)} ms before, ${median(stormy).toFixed(2)} ms during (${(median(stormy) / median(calm)).toFixed(1)} times), ` +
      `worst second ${(stormy.at(-1) ?? Number.NaN).toFixed(2)} ms against ${(calm.at(-1) ?? Number.NaN).toFixed(2)} ms; ${memory.toFixed(0)} MB per worker`,
  )
}

async function windows(base: string, count: number): Promise<Load[]> {
  const results: Load[] = []
  for (let window = 0; window < count; window++) results.push(await load(base, 'metalink', 1))
  return results
}

async function load(base: string, kind: string, duration = seconds, answering: number[] = []): Promise<Load> {
  const before = cpuSeconds(answering)
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${duration}s`, '--latency', '-s', script, base], {
    env: {...process.env, KIND: kind},
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  wrk.stdout.on('data', (part) => (text += part))
  await once(wrk, 'close')
  const milliseconds = (name: string) => {
    const [, value = '', unit = ''] = new RegExp(`^ +${name} +([\\d.]+)(us|ms|s)$`, 'm').exec(text) ?? []
    return Number(value) * (unit === 'us' ? 0.001 : unit === 's' ? 1000 : 1)
  }
  const count = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0)
  const sockets =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/
      .exec(text)
      ?.slice(1)
      .reduce((sum, one) => sum + Number(one), 0) ?? 0
  const requests = count(/(\d+) requests in /)
  return {
    cpu: requests === 0 ? 0 : ((cpuSeconds(answering) - before) / requests) * 1e6,
    rate: count(/Requests\/sec: +([\d.]+)/),
    p50: milliseconds('50%'),
    p99: milliseconds('99%'),
    failed: sockets + count(/Non-2xx or 3xx responses: (\d+)/),
  }
}

interface Started {
  base: string
  pid: number
  /** What it said on stderr so far. */
  said: () => string
  end: () => Promise<void>
}

async function startOurs(args: string[]): Promise<Started> {
  const ops = fileURLToPath(new URL('../bin/run.js', import.meta.url))
  const given = [
    'mirrorlist',
    'serve',
    '--cache',
    cache,
    '--geoip',
    geoip,
    '--listen',
    `${host}:0`,
    '--trust-proxy',
    '127.0.0.0/8',
    ...args,
  ]
  const child = spawn(process.execPath, [ops, ...given], {stdio: ['ignore', 'ignore', 'pipe']})
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  const gone = once(child, 'close')
  for (let waited = 0; waited < 600 && !said.includes('Listening on'); waited++) await new Promise((resolve) => setTimeout(resolve, 50))
  const address = /Listening on (\S+)/.exec(said)?.[1]
  if (address === undefined) throw new Error(said)
  const end = async () => {
    child.kill('SIGTERM')
    await gone
  }
  return {base: `http://${address}`, pid: child.pid ?? 0, said: () => said, end}
}

async function startCeiling(size: number): Promise<{base: string; pid: number; end: () => Promise<void>}> {
  const file = fileURLToPath(new URL('../plugins/mirrorlist/test/support/fixed-body.ts', import.meta.url))
  const child = spawn(process.execPath, [file, host, String(Math.round(size))], {stdio: ['ignore', 'pipe', 'inherit']})
  const [port] = await once(child.stdout, 'data')
  const end = async () => {
    child.kill()
  }
  return {base: `http://${host}:${String(port).trim()}`, pid: child.pid ?? 0, end}
}

/** Mean bytes of a body over what wrk will ask. */
async function averageSize(base: string, kind: string): Promise<number> {
  let sum = 0
  for (let client = 0; client < 64; client++) {
    const sent = request(`${base}/${kind}?repo=repo-${client}&arch=x86_64`, {headers: {'x-forwarded-for': `198.18.${client % 8}.1`}}).end()
    const [response] = await once(sent, 'response')
    for await (const part of response) sum += part.length
  }
  return sum / 64
}

/** The processes below `pid` that answer. */
function workers(pid: number): {pid: number; megabytes: number}[] {
  const {stdout} = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid=,rss=,args='], {encoding: 'utf8'})
  const lines = stdout.split('\n').filter((line) => line.includes('worker-main'))
  return lines.map((line) => {
    const [id, rss] = line.trim().split(/\s+/)
    return {pid: Number(id), megabytes: Number(rss) / 1024}
  })
}

/** Mean resident megabytes of those. */
function workerMemory(pid: number): number {
  const sizes = workers(pid).map(({megabytes}) => megabytes)
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
}

/** User and system time of processes (proc_pid_stat(5), fields 14 and 15, in hundredths of a second). */
function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, one) => sum + one, 0) / 100
}

function percent(part: number, whole: number | undefined): string {
  return `${Math.round((100 * part) / (whole ?? Number.NaN))} %`
}
