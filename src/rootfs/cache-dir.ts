import {homedir} from 'node:os'
import {join} from 'node:path'

/** Where built roots are kept: OPS_CACHE_DIR, else $XDG_CACHE_HOME/ops, else ~/.cache/ops; below it `rootfs`. */
export function rootfsCacheDir(env: NodeJS.ProcessEnv): string {
  return join(env['OPS_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ops'), 'rootfs')
}
