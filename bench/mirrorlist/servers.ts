import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import type {BenchData} from './data.ts'

export const host = '127.10.9.1'

export interface Started {
  base: string
  pid: number
  /** What it said on stderr so far. */
  said: () => string
  end: () => Promise<void>
}

export async function startOurs({cache, geoip, netblocks}: BenchData, args: string[]): Promise<Started> {
  const ops = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
  const files = ['--cache', cache, '--geoip', geoip, '--netblocks', netblocks]
  const given = ['mirrorlist', 'serve', ...files, '--listen', `${host}:0`, '--trust-proxy', '127.0.0.0/8', ...args]
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

export async function startCeiling(size: number): Promise<Omit<Started, 'said'>> {
  const file = fileURLToPath(new URL('../../plugins/mirrorlist/test/support/fixed-body.ts', import.meta.url))
  const child = spawn(process.execPath, [file, host, String(Math.round(size))], {stdio: ['ignore', 'pipe', 'inherit']})
  const [port] = await once(child.stdout, 'data')
  const end = async () => {
    child.kill()
  }
  return {base: `http://${host}:${String(port).trim()}`, pid: child.pid ?? 0, end}
}

/** The processes below `pid` that answer. */
export function workers(pid: number): number[] {
  const {stdout} = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid=,args='], {encoding: 'utf8'})
  return stdout
    .split('\n')
    .filter((line) => line.includes('worker-main'))
    .map((line) => Number.parseInt(line, 10))
}

/** The process of this machine that listens there, as far as ss may tell. */
export function listener(base: string): number[] {
  const {stdout} = spawnSync('ss', ['-Hltnp', `sport = :${new URL(base).port}`], {encoding: 'utf8'})
  const pid = /pid=(\d+)/.exec(stdout ?? '')?.[1]
  return pid === undefined ? [] : [Number(pid)]
}

/** Mean resident megabytes of processes. */
export function memory(pids: readonly number[]): number {
  const sizes = pids.map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
}
