import {hostname, userInfo} from 'node:os'

/** Who acts, as the journal names it: `user@host`, the user behind sudo rather than root. */
export function actorName(env: NodeJS.ProcessEnv): string {
  return `${env['SUDO_USER'] ?? userInfo().username}@${hostname()}`
}
