import {mkdtempSync} from 'node:fs'
import {rm} from 'node:fs/promises'
import {homedir, tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import {type OpsRun, type OpsRunOptions, runOps} from '../cli/run-ops.ts'

/** A lab of its own for one test file. */
export interface TestLab extends AsyncDisposable {
  /** Folder of the lab: ops.yaml, hosts, plugs. */
  dir: string
  /** What `ops` needs to see this lab, with a journal of its own. */
  env: Record<string, string>
  /** Runs the CLI in it. */
  ops(args: readonly string[], options?: OpsRunOptions): Promise<OpsRun>
}

/** The cache of root file systems is the user's own, so that only the first test of a machine builds one. */
export const cacheEnv = {OPS_CACHE_DIR: process.env['OPS_CACHE_DIR'] ?? join(homedir(), '.cache', 'ops')}

/** Puts up a lab in a new folder, and takes it away when it is disposed; flags go to `ops lab up`. */
export async function newLab(flags: readonly string[] = []): Promise<TestLab> {
  const home = mkdtempSync(join(tmpdir(), 'ops-lab-test-'))
  const dir = join(home, 'lab')
  const env = {...cacheEnv, OPS_STATE_DIR: join(home, 'state'), OPS_INVENTORY: join(dir, 'ops.yaml')}
  const ops = (args: readonly string[], options: OpsRunOptions = {}) => runOps(args, {...options, env: {...env, ...options.env}})
  const must = async (args: readonly string[], timeoutMs: number) => {
    const {code, stdout, stderr} = await ops(args, {timeoutMs})
    if (code !== 0) throw new Error(`ops ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
  }
  // Building the hosts' root takes half a minute where it is not cached.
  await must(['lab', 'up', '--dir', dir, ...flags], 280_000)
  return {
    dir,
    env,
    ops,
    async [Symbol.asyncDispose]() {
      await must(['lab', 'down', '--dir', dir], 200_000)
      await rm(home, {recursive: true})
    },
  }
}
