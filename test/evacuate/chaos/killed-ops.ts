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
  let began: number | undefined
  const {code} = await runAndAct(args, env, {
    ...(once === undefined ? {} : {once}),
    async action(kill, ended) {
      began = performance.now()
      const stop = new AbortController()
      await Promise.race([ended, delay(afterMs, undefined, {signal: stop.signal}).catch(() => {})])
      stop.abort()
      kill()
    },
  })
  return began === undefined ? {code} : {code, ranMs: performance.now() - began}
}

export interface ActOptions {
  /** The action begins when this is true; at once without it. It never begins if ops ended before. */
  once?: () => boolean
  /** `kill` sends SIGKILL to the whole process group of ops, unless it has ended; `ended` resolves when it has. */
  action(kill: () => void, ended: Promise<void>): Promise<void>
}

/** Runs ops in a process group of its own, and does something at a moment of it. */
export async function runAndAct(
  args: readonly string[],
  env: Record<string, string>,
  {once, action}: ActOptions,
): Promise<{code: number | 'killed'; output: string}> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: '/',
    env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const printed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  let code: number | null | undefined
  let killed = false
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (found) => {
      code = found
      resolve()
    })
  })
  const kill = () => {
    if (code !== undefined || child.pid === undefined) return
    killed = true
    process.kill(-child.pid, 'SIGKILL')
  }
  // Its last lines may be read after its end; a process that it left behind may keep the streams open.
  const result = async () => {
    if (!killed) await Promise.race([printed, delay(1000)])
    return {code: killed ? ('killed' as const) : (code ?? -1), output}
  }
  while (code === undefined && once !== undefined && !once()) await delay(2)
  if (code !== undefined) return result()
  await action(kill, ended)
  await ended
  return result()
}
