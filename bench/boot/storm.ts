import {readdirSync, readFileSync} from 'node:fs'
import {atftpGet} from './atftp-get.ts'
import type {BenchServer} from './servers.ts'

export interface StormResult {
  done: number
  seconds: number
  bytesPerSecond: number
  first: number
  last: number
  fairness: number
  peakBytes: number
}

/** Many clients fetch one file at the same time. */
export async function storm(server: BenchServer, clients: number, bytes: number): Promise<StormResult> {
  let peakBytes = 0
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, memoryOf(server.pid))
  }, 100)
  const began = performance.now()
  const gets = Array.from({length: clients}, () => atftpGet({...server, file: 'storm', blksize: 1428, windowsize: 8, timeoutMs: 300_000}))
  const results = await Promise.all(gets)
  clearInterval(watch)
  const seconds = (performance.now() - began) / 1000
  const times = results.filter(({failed}) => failed === undefined).map((result) => result.seconds)
  const rates = times.map((time) => bytes / time)
  const sum = rates.reduce((total, rate) => total + rate, 0)
  const squares = rates.reduce((total, rate) => total + rate * rate, 0)
  return {
    done: times.length,
    seconds,
    bytesPerSecond: (times.length * bytes) / seconds,
    first: Math.min(...times),
    last: Math.max(...times),
    fairness: rates.length === 0 ? 0 : (sum * sum) / (rates.length * squares),
    peakBytes,
  }
}

/** Unshared memory of a process and its children: tftpd-hpa has one per client (RssAnon and RssFile would count shared pages often). */
function memoryOf(pid: number): number {
  let total = 0
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8')
      const isServer = Number(entry) === pid || Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) === pid
      const field = Number(entry) === pid ? /^VmRSS:\s+(\d+)/m : /^RssAnon:\s+(\d+)/m
      if (isServer) total += Number(field.exec(status)?.[1] ?? 0) * 1024
    } catch {
      // The process has ended.
    }
  }
  return total
}
