import {spawn} from 'node:child_process'
import {fileURLToPath} from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const bin = `${root}bin/run.js`

export interface OpsRun {
  code: number | null
  stdout: string
  stderr: string
}

export interface OpsRunOptions {
  env?: Record<string, string>
  cwd?: string
  /** Milliseconds until the test gives up on it; 200,000 unless told. */
  timeoutMs?: number
  /** The Node to start it with; the one that runs the tests unless told. */
  node?: string
}

/** Runs the built CLI as a user would, with nothing of the tester's own configuration. Needs `npm run build` before. */
export function runOps(
  args: readonly string[],
  {env = {}, cwd = '/', timeoutMs = 200_000, node = process.execPath}: OpsRunOptions = {},
): Promise<OpsRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [bin, ...args], {
      cwd,
      env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NO_COLOR: '1', TZ: 'UTC', OPS_STATE_DIR: '/nonexistent/state', ...env},
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({code, stdout, stderr})
    })
  })
}
