import {homedir} from 'node:os'
import {join} from 'node:path'

/** Where packages of other boards are kept: OPS_CACHE_DIR, else $XDG_CACHE_HOME/ops, else ~/.cache/ops; below it `boot`. */
export function bootCacheDir(env: NodeJS.ProcessEnv): string {
  return join(env['OPS_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ops'), 'boot')
}
