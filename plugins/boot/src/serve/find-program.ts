import {accessSync, constants} from 'node:fs'
import {delimiter, join} from 'node:path'

/** Where a program lies; servers stand in sbin, which is not on every user's PATH. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  for (const folder of [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not here.
    }
  }
  return undefined
}
