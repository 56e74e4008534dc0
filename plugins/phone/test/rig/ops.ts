import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
/** Seconds on an idle machine; below the limit of a lab test. */
const endMs = 170_000

export interface OpsRun {
  code: number | null
  stdout: string
  stderr: string
}

export interface OpsInput {
  adbPort: number
  /** State and inventory of this test. */
  folder: string
  /** Called once it runs, with what ends it. */
  started?: (kill: () => void) => void
}

/** Runs the command line itself, as a user does. */
export function runOps(args: readonly string[], {adbPort, folder, started}: OpsInput): Promise<OpsRun> {
  const env = {
    ...process.env,
    ANDROID_ADB_SERVER_PORT: String(adbPort),
    OPS_STATE_DIR: join(folder, 'state'),
    OPS_INVENTORY: join(folder, 'ops.yaml'),
    XDG_CONFIG_HOME: folder,
  }
  delete (env as Record<string, unknown>)['SSH_AUTH_SOCK']
  const child = spawn(process.execPath, [join(root, 'bin/run.js'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: endMs,
    killSignal: 'SIGKILL',
  })
  started?.(() => child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({code, stdout, stderr}))
  })
}
