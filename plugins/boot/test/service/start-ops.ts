import {type ChildProcess, spawn} from 'node:child_process'
import {join} from 'node:path'
import {createInterface} from 'node:readline'

export const opsArgv = [process.execPath, join(import.meta.dirname, '../../../../bin/run.js')]

export interface RunningOps extends AsyncDisposable {
  child: ChildProcess
  /** NDJSON lines so far. */
  events: {type: string; [detail: string]: unknown}[]
  stderr(): string
  /** The port that one of its listeners (`tftp`, `http`, `metrics`) took. */
  portOf(listener: string): number
}

/** Flags of a server on one address of its own and whatever ports are free. */
export function onFreePorts(root: string, address: string, control: string): string[] {
  return ['--root', root, '--listen', address, '--tftp-port', '0', '--http-port', '0', '--control', control]
}

const readyMs = 100_000

/** Starts `ops boot serve --json …` as a user does and waits until it serves; `before` is a command prefix (ip netns exec …). */
export async function startOps(args: readonly string[], before: readonly string[] = []): Promise<RunningOps> {
  const [program = '', ...rest] = [...before, ...opsArgv, 'boot', 'serve', '--json', ...args]
  const child = spawn(program, rest, {stdio: ['ignore', 'pipe', 'pipe']})
  const events: RunningOps['events'] = []
  let output = ''
  child.stderr.on('data', (bytes) => {
    output += bytes
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready: ${output}`)), readyMs)
    createInterface({input: child.stdout}).on('line', (line) => {
      if (!line.startsWith('{"type"')) return
      const event = JSON.parse(line)
      events.push(event)
      if (event.type !== 'ops.boot.ready/1') return
      clearTimeout(timer)
      resolve()
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`exit ${code}: ${output}`))
    })
  })
  return {
    child,
    events,
    stderr: () => output,
    portOf: (name) => Number(/:(\d+)$/.exec(String(events.find(({listener}) => listener === name)?.['address']))?.[1]),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
