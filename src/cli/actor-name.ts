import {hostname, userInfo} from 'node:os'

/** Who acts, as the journal names it: `user@host`, the user behind sudo rather than root; a user without a name is its number. */
export function actorName(env: NodeJS.ProcessEnv): string {
  return `${env['SUDO_USER'] ?? userName()}@${hostname()}`
}

/** A container may run as any number, with no entry in its user database. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid${process.getuid?.()}`
  }
}
