import {readFile} from 'node:fs/promises'
import {errors} from '../errors.ts'

/** Gives up root for good: supplementary groups, group, user, in this order, as setuid(2) gives away the right to the others. */
export async function dropRights(user: string): Promise<void> {
  const entry = (await readFile('/etc/passwd', 'utf8')).split('\n').find((line) => line.split(':')[0] === user)
  const [, , uid, gid] = entry?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw errors.BOOT_NO_USER({}, user)
  if (process.getuid?.() === Number(uid)) return
  try {
    process.setgroups?.([Number(gid)])
    process.setgid?.(Number(gid))
    process.setuid?.(Number(uid))
  } catch (cause) {
    throw errors.BOOT_CANNOT_DROP({cause}, user)
  }
}
