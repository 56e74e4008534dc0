import {extname} from 'node:path'
import {fileURLToPath} from 'node:url'

/** Path of a script beside the calling module: `.ts` when the sources run, `.js` when they were built. */
export function scriptBeside(moduleUrl: string, name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(moduleUrl)}`, moduleUrl))
}
