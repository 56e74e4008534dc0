import {mkdirSync, statSync} from 'node:fs'
import {homedir, userInfo} from 'node:os'
import {dirname, isAbsolute, resolve} from 'node:path'

/**
 * Makes a folder and those above it that do not exist (`mkdir -p`). `mode` is that of the folders that it makes. Throws the file system's
 * own error, with the path of the folder that could not be made.
 *
 * Node's own `recursive` never returns where mkdir(2) answers ENOENT below a folder that exists, as in /proc (Node 24).
 */
export async function makeFolder(path: string, options?: {mode?: number}): Promise<void> {
  makeFolderSync(path, options)
}

export function makeFolderSync(path: string, {mode = 0o777}: {mode?: number} = {}): void {
  const absent: string[] = []
  for (let at = resolve(path); !isFolder(at); at = dirname(at)) absent.push(at)
  for (const folder of absent.reverse()) {
    try {
      mkdirSync(folder, {mode})
    } catch (error) {
      // Another process may have made it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(folder)) throw error
    }
  }
}

/** A file in the place of a folder counts as absent, so that mkdir(2) says what is wrong. */
function isFolder(path: string): boolean {
  return statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false
}

/** The user's home: HOME, or what the user database says where HOME is empty or relative (no folder depends on where ops was started). */
export function homeFolder(): string {
  const home = homedir()
  return isAbsolute(home) ? home : userInfo().homedir
}
