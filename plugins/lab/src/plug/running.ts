import {readFile} from 'node:fs/promises'
import {isMarked} from '../machine/processes.ts'
import {plugPaths} from './paths.ts'

/** Process id of the plug that feeds a host; undefined when it does not run (or the number went to another process). */
export async function plugPid(dir: string, host: string): Promise<number | undefined> {
  const text = await readFile(plugPaths(dir, host).ready, 'utf8').catch(() => '{}')
  const {pid} = JSON.parse(text) as {pid?: number}
  return pid !== undefined && (await isMarked(pid, dir)) ? pid : undefined
}
