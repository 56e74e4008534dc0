import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'

/** A file of this package's `guest` folder: what runs inside lab hosts, and what starts them. */
export function guestFile(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve('@ops/plugin-lab/package.json')), 'guest', name)
}
