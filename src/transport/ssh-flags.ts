import type {SshOptions} from '../inventory/inventory.ts'

/** A path as a value of ssh's options: one word whatever it holds, with no % that ssh expands. */
export function sshPath(path: string): string {
  return `"${path.replaceAll('%', '%%').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** Never asks (a question would hang a script), and notices a dead link within 15 s. */
export function sshFlags(ssh: SshOptions): string[] {
  const options = {BatchMode: 'yes', ConnectTimeout: '10', ServerAliveInterval: '5', ServerAliveCountMax: '3', ...ssh.options}
  return userFlags({...ssh, options})
}

/** What the inventory says of the connection. */
export function userFlags(ssh: SshOptions): string[] {
  return [
    ...Object.entries(ssh.options ?? {}).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    ...(ssh.user === undefined ? [] : ['-l', ssh.user]),
    ...(ssh.port === undefined ? [] : ['-p', String(ssh.port)]),
    ...(ssh.identity === undefined ? [] : ['-i', ssh.identity, '-o', 'IdentitiesOnly=yes']),
  ]
}
