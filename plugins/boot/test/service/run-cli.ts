import {spawn} from 'node:child_process'
import {opsArgv} from './start-ops.ts'

export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs ops to its end; `before` is a command prefix (ip netns exec …, setpriv …). */
export function runCli(
  args: readonly string[],
  {before = [], env = {}, timeoutMs = 200_000}: {before?: readonly string[]; env?: Record<string, string>; timeoutMs?: number} = {},
): Promise<CliResult> {
  const [program = '', ...rest] = [...before, ...opsArgv, ...args]
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, ...env}, timeout: timeoutMs})
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (bytes) => {
      stdout += bytes
    })
    child.stderr.on('data', (bytes) => {
      stderr += bytes
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({code, stdout, stderr}))
  })
}
