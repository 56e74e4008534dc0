import {mkdir} from 'node:fs/promises'
import {homedir, hostname, userInfo} from 'node:os'
import {join} from 'node:path'

/**
 * Folder for what must outlive a command (journal, leases, control sockets): OPS_STATE_DIR, else
 * $XDG_STATE_HOME/ops, else ~/.local/state/ops. Made with mode 0700.
 */
export async function stateDir(env: NodeJS.ProcessEnv, below = ''): Promise<string> {
  const base = env['OPS_STATE_DIR'] ?? join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'ops')
  const dir = join(base, below)
  await mkdir(dir, {recursive: true, mode: 0o700})
  return dir
}

/** Who acts, as the journal names it: `user@host`. */
export function actorName(): string {
  return `${process.env['SUDO_USER'] ?? userInfo().username}@${hostname()}`
}
