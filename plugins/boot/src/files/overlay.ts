import {createHash} from 'node:crypto'
import {lstat, readdir, readFile, readlink} from 'node:fs/promises'
import {join} from 'node:path'
import {type CpioEntry, writeCpio} from '../image/cpio.ts'

/** Most bytes of an overlay: it is packed in memory for each request. */
const largest = 64 << 20

/** A folder as a cpio archive, packed anew so that an edit shows at the next boot. Only files, folders and symlinks. */
export async function overlayArchive(folder: string): Promise<{bytes: Buffer; version: string}> {
  const entries: CpioEntry[] = []
  let total = 0
  for (const path of (await readdir(folder, {recursive: true})).sort()) {
    const full = join(folder, path)
    const stats = await lstat(full)
    const mode = stats.mode & 0o7777
    if (stats.isDirectory()) entries.push({kind: 'folder', path, mode})
    if (stats.isSymbolicLink()) entries.push({kind: 'link', path, mode: 0o777, target: await readlink(full)})
    if (!stats.isFile()) continue
    total += stats.size
    if (total > largest) throw new RangeError(`the overlay ${folder} is larger than ${largest >> 20} MiB`)
    entries.push({kind: 'file', path, mode, data: await readFile(full)})
  }
  const bytes = writeCpio(entries)
  return {bytes, version: createHash('sha256').update(bytes).digest('hex').slice(0, 16)}
}
