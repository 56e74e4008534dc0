import {spawn} from 'node:child_process'
import {setTimeout as delay} from 'node:timers/promises'
import {bin} from '../../cli/run-ops.ts'

export interface KillOptions {
  /** The clock starts when this is true; at once without it. */
  once?: () => boolean
  afterMs: number
}

export interface Ended {
  /** Its exit code when it ended before. */
  code: number | 'killed'
  /** Milliseconds from the start of the clock to its end; undefined when the clock did not start. */
  ranMs?: number
}

/** Runs ops in a process group of its own and SIGKILLs the whole group. */
export async function runAndKill(args: readonly string[], env: Record<string, string>, {once, afterMs}: KillOptions): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: '/',
    env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env},
    stdio: 'ignore',
    detached: true,
  })
  let code: number | null | undefined
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (found) => {
      code = found
      resolve()
    })
  })
  while (code === undefined && once !== undefined && !once()) await delay(1)
  if (code !== undefined) return {code: code ?? -1}
  const began = performance.now()
  const stop = new AbortController()
  await Promise.race([ended, delay(afterMs, undefined, {signal: stop.signal}).catch(() => {})])
  stop.abort()
  if (code !== undefined) return {code: code ?? -1, ranMs: performance.now() - began}
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  await ended
  return {code: 'killed', ranMs: performance.now() - began}
}
