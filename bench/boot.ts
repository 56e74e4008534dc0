// Compares TFTP servers with the same clients in the same run: npm run bench -- boot (defaults: MIB=64, RUNS=5, STORM=200)
import {randomFillSync} from 'node:crypto'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {loadavg, tmpdir} from 'node:os'
import {join} from 'node:path'
import {table} from '@ops/core/text'
import {type CellRun, cellRun} from './boot/cell.ts'
import {type BenchServer, startServers} from './boot/servers.ts'
import {storm, type StormResult} from './boot/storm.ts'

const mib = Number(process.env['MIB'] ?? 64)
const clients = Number(process.env['STORM'] ?? 200)
const runs = Number(process.env['RUNS'] ?? 5)
const stormBytes = 20_000_000

const folder = mkdtempSync(join(tmpdir(), 'ops-bench-boot-'))
writeFileSync(join(folder, 'single'), randomFillSync(Buffer.alloc(mib << 20)))
writeFileSync(join(folder, 'storm'), randomFillSync(Buffer.alloc(stormBytes)))

const rates: string[][] = []
const cpu: string[][] = []
const storms: string[][] = []
await using servers = await startServers(folder)
const names = servers.list.map(({name}) => name)
for (const blksize of [512, 1428, 8192]) {
  for (const windowsize of [1, 8, 32]) {
    const seen = new Map<string, CellRun[]>(names.map((name) => [name, []]))
    // Round by round, so that other load of the machine affects every server.
    for (let run = 0; run < runs; run++) {
      for (const server of servers.list) {
        const list = seen.get(server.name)
        if (list?.at(-1)?.rate !== 0) list?.push(await cellRun(server, mib << 20, blksize, windowsize))
      }
    }
    const cell = (name: string) => (seen.get(name) ?? []).map(({rate}) => rate / 2 ** 20)
    // With a stalled run the median of the others would be misleading.
    const middle = (name: string) => (cell(name).includes(0) ? 0 : median(cell(name)))
    const best = Math.max(...names.filter((name) => name !== 'ops' && name !== 'bare dgram').map(middle))
    const head = [String(blksize), String(windowsize)]
    // tftpd-hpa has a process per client and does not wait for it, so its CPU time is unknown.
    const cpuShown = (name: string) => (name === 'tftpd-hpa' ? '' : median((seen.get(name) ?? []).map(({cpuUs}) => cpuUs)).toFixed(1))
    const shown = (name: string) =>
      `${middle(name).toFixed(1)} (${Math.min(...cell(name)).toFixed(0)}-${Math.max(...cell(name)).toFixed(0)})`
    rates.push([...head, ...names.map(shown), (middle('ops') / best).toFixed(2)])
    cpu.push([...head, ...names.map(cpuShown)])
  }
}
console.log(`Fetches of ${mib} MiB by atftp, one after the other for half a second: MiB/s, median of ${runs} (least-most), 0: stalls`)
console.log(table(rates, ['BLKSIZE', 'WINDOW', ...names, 'ops / best other']))
console.log('"bare dgram" is the least that a program on node:dgram can do (bench/boot/bare-node.ts); it counts for no server.')
console.log('\nCPU time of the server for each block, us, median')
console.log(table(cpu, ['BLKSIZE', 'WINDOW', ...names]))

if (clients > 0) {
  for (const server of servers.list)
    if (server.name !== 'bare dgram') storms.push(stormRow(server, await storm(server, clients, stormBytes)))
  console.log(`\nBoot storm: ${clients} atftp clients at once, ${stormBytes / 1e6} MB each, blksize 1428, window 8`)
  console.log(table(storms, ['SERVER', 'DONE', 'SECONDS', 'MB/s', 'FIRST', 'LAST', 'FAIRNESS', 'PEAK MB']))
  console.log(
    "FIRST and LAST: seconds until the first and the last client was done. FAIRNESS: Jain's index of the clients' rates, 1 is equal.",
  )
}
console.log(`Load of the machine in the last minute: ${loadavg()[0]?.toFixed(1)}`)
rmSync(folder, {recursive: true})

function stormRow({name}: BenchServer, {done, seconds, bytesPerSecond, first, last, fairness, peakBytes}: StormResult): string[] {
  return [
    name,
    String(done),
    seconds.toFixed(1),
    (bytesPerSecond / 1e6).toFixed(1),
    first.toFixed(1),
    last.toFixed(1),
    fairness.toFixed(3),
    (peakBytes / 1e6).toFixed(0),
  ]
}

function median(list: readonly number[]): number {
  return [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)] ?? 0
}
