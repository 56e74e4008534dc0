import {createHash} from 'node:crypto'
import type {Stats} from 'node:fs'
import {lstat, readdir, readFile, readlink} from 'node:fs/promises'
import {join} from 'node:path'
import {type CpioEntry, writeCpio} from '../cpio/write-cpio.ts'
import type {BufferCache} from './buffer-cache.ts'
import {isFresh, versionOf} from './file-version.ts'

/** Largest overlay in bytes; it is packed in memory. */
const largest = 64 << 20

interface Found {
  path: string
  stats: Stats
}

/** A folder as a cpio archive. The folder is scanned at each request, and packed again when it has changed. */
export async function overlayArchive(folder: string, cache: BufferCache): Promise<{bytes: Buffer; version: string}> {
  const found: Found[] = []
  for (const path of (await readdir(folder, {recursive: true})).sort()) found.push({path, stats: await lstat(join(folder, path))})
  const total = found.reduce((sum, {stats}) => sum + (stats.isFile() ? stats.size : 0), 0)
  if (total > largest) throw new RangeError(`the overlay ${folder} is larger than ${largest >> 20} MiB`)
  const hash = createHash('sha256').update(folder)
  for (const {path, stats} of found) hash.update(`\0${path}\0${stats.mode}\0${versionOf(stats)}`)
  if (found.some(({stats}) => isFresh(stats))) hash.update(String(performance.now()))
  const version = hash.digest('hex').slice(0, 16)
  return {bytes: await cache.get(`overlay ${version}`, () => pack(folder, found)), version}
}

/** Only files, folders and symlinks. */
async function pack(folder: string, found: readonly Found[]): Promise<Buffer> {
  const entries: CpioEntry[] = []
  for (const {path, stats} of found) {
    const full = join(folder, path)
    const mode = stats.mode & 0o7777
    if (stats.isDirectory()) entries.push({kind: 'folder', path, mode})
    if (stats.isSymbolicLink()) entries.push({kind: 'link', path, mode: 0o777, target: await readlink(full)})
    if (stats.isFile()) entries.push({kind: 'file', path, mode, data: await readFile(full)})
  }
  return writeCpio(entries)
}
