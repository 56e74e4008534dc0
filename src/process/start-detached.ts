import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {open, readFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {makeFolder} from '../files/index.ts'
import {errorMessage, lastLine} from '../text/index.ts'
import {errors} from './errors.ts'

export interface DetachedSpec {
  argv: readonly string[]
  /** Its output is appended here; the folder is made. */
  logFile: string
  /** The whole environment; this process's own when left out. */
  env?: NodeJS.ProcessEnv
  cwd?: string
}

export interface Detached {
  pid: number
  /** How it ended, once it has and while this process watches: `exit code 1`, `SIGKILL`. */
  ended(): string | undefined
}

/**
 * Starts a program that outlives this process: in a session of its own, its output in a log. Throws PROCESS_NOT_STARTED
 * when it cannot be started at all.
 */
export async function startDetached({argv, logFile, env, cwd}: DetachedSpec): Promise<Detached> {
  const [program = '', ...args] = argv
  await makeFolder(dirname(logFile))
  await using log = await open(logFile, 'a')
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...(env === undefined ? {} : {env}),
    ...(cwd === undefined ? {} : {cwd}),
  })
  let how: string | undefined
  child.once('exit', (code, signal) => (how = signal ?? `exit code ${code}`))
  await once(child, 'spawn').catch((cause: Error) => {
    throw errors.PROCESS_NOT_STARTED({cause}, program, errorMessage(cause))
  })
  child.unref()
  return {pid: child.pid ?? 0, ended: () => how}
}

export interface WaitForReady {
  started: Detached
  /** Of the program, in the sentence. */
  name: string
  logFile: string
  isReady: () => boolean | Promise<boolean>
  /** Milliseconds. */
  timeoutMs: number
  signal: AbortSignal
}

const pollMs = 20

/** Waits until a detached program is ready. Throws PROCESS_NOT_READY with the last line of its log when it ends before, or is late. */
export async function waitForReady({started, name, logFile, isReady, timeoutMs, signal}: WaitForReady): Promise<void> {
  for (let waited = 0; !(await isReady()); waited += pollMs) {
    signal.throwIfAborted()
    if (started.ended() !== undefined || waited > timeoutMs) {
      const why = started.ended() ?? `it was not ready within ${timeoutMs / 1000} s`
      throw errors.PROCESS_NOT_READY({}, name, why, lastLine(await readFile(logFile, 'utf8').catch(() => '')), logFile)
    }
    await delay(pollMs)
  }
}
