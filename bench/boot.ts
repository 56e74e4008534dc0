// TFTP servers side by side, same clients, same run: npm run bench -- boot (MIB=64, STORM=200 unless set)
import {randomFillSync} from 'node:crypto'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {table} from '@ops/core/cli'
import {atftpGet} from './boot/atftp-get.ts'
import {type BenchServer, startServers} from './boot/servers.ts'
import {storm, type StormResult} from './boot/storm.ts'

const mib = Number(process.env['MIB'] ?? 64)
const clients = Number(process.env['STORM'] ?? 200)
const stormBytes = 20_000_000
const runs = 3

const folder = mkdtempSync(join(tmpdir(), 'ops-bench-boot-'))
writeFileSync(join(folder, 'single'), randomFillSync(Buffer.alloc(mib << 20)))
writeFileSync(join(folder, 'storm'), randomFillSync(Buffer.alloc(stormBytes)))

const singles: string[][] = []
const storms: string[][] = []
await using servers = await startServers(folder)
for (const blksize of [512, 1428, 8192]) {
  for (const windowsize of [1, 8, 32]) {
    const rates = new Map<string, number>()
    // Round after round, so that whatever else the machine does hits every server.
    const seen = new Map<string, number[]>()
    for (let run = 0; run < runs; run++) {
      for (const server of servers.list) {
        const rate = await single(server, blksize, windowsize)
        seen.set(server.name, [...(seen.get(server.name) ?? []), rate])
      }
    }
    for (const [name, list] of seen) rates.set(name, median(list))
    const others = Math.max(...[...rates].filter(([name]) => name !== 'ops').map(([, rate]) => rate))
    const ours = rates.get('ops') ?? 0
    singles.push([
      String(blksize),
      String(windowsize),
      ...servers.list.map(({name}) => (rates.get(name) ?? 0).toFixed(1)),
      (ours / others).toFixed(2),
    ])
  }
}
console.log(`One transfer of ${mib} MiB, atftp as client, MiB/s, median of ${runs}`)
console.log(table(singles, ['BLKSIZE', 'WINDOW', ...servers.list.map(({name}) => name), 'ops / best other']))

if (clients > 0) {
  for (const server of servers.list) storms.push(stormRow(server, await storm(server, clients, stormBytes)))
  console.log(`\nBoot storm: ${clients} atftp clients at once, ${stormBytes / 1e6} MB each, blksize 1428, window 8`)
  console.log(table(storms, ['SERVER', 'DONE', 'SECONDS', 'MB/s', 'FIRST', 'LAST', 'FAIRNESS', 'PEAK MB']))
  console.log(
    "FIRST and LAST: seconds until the first and the last client was done. FAIRNESS: Jain's index of the clients' rates, 1 is equal.",
  )
}
rmSync(folder, {recursive: true})

async function single(server: BenchServer, blksize: number, windowsize: number): Promise<number> {
  const {seconds, failed} = await atftpGet({...server, file: 'single', blksize, windowsize, timeoutMs: 120_000})
  return failed === undefined ? mib / seconds : 0
}

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
