import {shellQuote} from '@ops/core/transport'
import {manifestFile, opsFolder} from '../layout/layout.ts'

/** Lines for the phone's shell. The manifest goes before the copies that it names; a folder of others only if it is empty. */
export function removeFolderLines(path: string): string {
  if (path === opsFolder) return `rm -f ${shellQuote([manifestFile])}\nrm -rf ${shellQuote([opsFolder])}`
  return `rmdir ${shellQuote([path])} 2> /dev/null || :`
}
