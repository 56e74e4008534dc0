import {readFileSync} from 'node:fs'
import {atftpGet} from './atftp-get.ts'
import type {BenchServer} from './servers.ts'

/** Total time of the fetches, seconds; long, so that the start of a client matters little. */
const atLeast = 0.5
/** Milliseconds after which a fetch counts as stalled. */
const timeoutMs = 15_000
/** Ticks of the CPU times in /proc/PID/stat, per second (USER_HZ). */
const ticks = 100

export interface CellRun {
  /** Bytes per second; 0: the fetch failed or stalled. */
  rate: number
  /** CPU time of the server per block, microseconds. */
  cpuUs: number
}

/** Repeated fetches of one file by one client after the other. */
export async function cellRun(server: BenchServer, bytes: number, blksize: number, windowsize: number): Promise<CellRun> {
  const before = cpuSeconds(server.pid)
  let [seconds, fetches] = [0, 0]
  for (; seconds < atLeast; fetches++) {
    const got = await atftpGet({...server, file: 'single', blksize, windowsize, timeoutMs})
    if (got.failed !== undefined) return {rate: 0, cpuUs: 0}
    seconds += got.seconds
  }
  const blocks = fetches * (Math.floor(bytes / blksize) + 1)
  return {rate: (fetches * bytes) / seconds, cpuUs: ((cpuSeconds(server.pid) - before) * 1e6) / blocks}
}

/** CPU time of a process, its threads and the children that it has waited for (proc(5): fields 14 to 17). */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / ticks
}
