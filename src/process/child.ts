import {spawn} from 'node:child_process'
import {accessSync, constants} from 'node:fs'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import type {Readable} from 'node:stream'
import type {Clock} from '../time/index.ts'
import {errorMessage} from '../text/index.ts'

export interface ChildSpec {
  argv: readonly string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** Every line of its output. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void
}

export interface Child {
  pid: number | undefined
  /** How it ended: `exit code 1`, `SIGKILL`. */
  ended: Promise<string>
  /** Its last lines of stderr. */
  tail: readonly string[]
  /** TERM to it and its process group; KILL after `graceMs`. */
  stop(graceMs: number): Promise<void>
}

const tailLines = 20
/** Milliseconds for output that is still in the pipe when the process has ended; its own children may hold the pipe open. */
const flushMs = 200

/** Starts one program in its own process group, so that a terminal's Ctrl-C reaches only us. */
export function startChild({argv, env = process.env, cwd, onLine = () => {}}: ChildSpec, clock: Clock): Child {
  const [program = '', ...args] = tiedArgv(argv, env['PATH'])
  const child = spawn(program, args, {detached: true, stdio: ['ignore', 'pipe', 'pipe'], env, ...(cwd === undefined ? {} : {cwd})})
  const tail: string[] = []
  const follow = (stream: Readable, name: 'stdout' | 'stderr') =>
    createInterface({input: stream}).on('line', (line) => {
      if (name === 'stderr' && tail.push(line) > tailLines) tail.shift()
      onLine(line, name)
    })
  follow(child.stdout, 'stdout')
  follow(child.stderr, 'stderr')
  let gone = false
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(errorMessage(error)))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  }).then(async (how) => {
    gone = true
    signalGroup(child.pid, 'SIGKILL')
    await Promise.race([closed, clock.sleep(flushMs)])
    return how
  })
  return {
    pid: child.pid,
    ended,
    tail,
    async stop(graceMs) {
      // The id may belong to another process by now.
      if (gone) return
      const over = new AbortController()
      signalGroup(child.pid, 'SIGTERM')
      const late = clock.sleep(graceMs, over.signal).then(
        () => signalGroup(child.pid, 'SIGKILL'),
        () => {},
      )
      await ended.finally(() => over.abort())
      await late
    },
  }
}

/** The id of a process group is not used again while a member of it runs. */
function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * The argv that also ends the program when this process is killed outright (PR_SET_PDEATHSIG by util-linux's setpriv,
 * which Node cannot set itself). Without setpriv the program ends only when it is signalled.
 */
function tiedArgv(argv: readonly string[], path: string | undefined): string[] {
  const setpriv = (path ?? '').split(':').some((folder) => folder !== '' && isProgram(join(folder, 'setpriv')))
  return setpriv ? ['setpriv', '--pdeathsig', 'TERM', '--', ...argv] : [...argv]
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
