import {constants, fstatSync, readlinkSync, type Stats} from 'node:fs'
import {type FileHandle, open, realpath, stat} from 'node:fs/promises'
import {join, posix, sep} from 'node:path'

export type OpenedFile = {kind: 'file'; handle: FileHandle; stats: Stats; path: string}
/** Reason for which a name gives no file; `outside` includes symlinks that leave the folder. */
export type NotOpened = {kind: 'missing' | 'outside' | 'irregular' | 'unreadable'; detail: string}

/**
 * Converts a requested name to a path below the folder: backslashes become slashes (SLOF, EFI), leading slashes and dots
 * are removed. Undefined when it leaves the folder or is empty.
 */
export function relativeName(requested: string): string | undefined {
  if (requested.includes('\0') || requested.length > 4096) return undefined
  const clean = posix.normalize(requested.replaceAll('\\', '/')).replace(/^\/+/, '')
  return clean === '' || clean === '.' || clean === '..' || clean.startsWith('../') || clean.endsWith('/') ? undefined : clean
}

/**
 * Opens a regular file of a folder. The name must stay below the folder with every symlink followed; the path of the open
 * file is then checked again, so that swapping a symlink in between has no effect.
 */
export async function openBelow(folder: string, requested: string): Promise<OpenedFile | NotOpened> {
  const name = relativeName(requested)
  if (name === undefined) return {kind: 'outside', detail: 'the name leaves the boot folder'}
  let handle: FileHandle | undefined
  try {
    const root = await realpath(folder)
    const path = await realpath(join(root, name))
    if (!isBelow(root, path)) return {kind: 'outside', detail: `a symlink leads to ${path}, outside the boot folder`}
    // Devices must not be opened, and a FIFO must not block.
    if (!(await stat(path)).isFile()) return {kind: 'irregular', detail: 'it is not a regular file'}
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    // Neither call waits for the disk, because the file is open.
    const stats = fstatSync(handle.fd)
    const opened = pathOfOpen(handle.fd) ?? path
    if (!stats.isFile() || !isBelow(root, opened)) {
      await handle.close()
      return {kind: 'irregular', detail: 'it changed while it was being opened'}
    }
    return {kind: 'file', handle, stats, path}
  } catch (error) {
    await handle?.close()
    return notOpened(error as NodeJS.ErrnoException)
  }
}

/** The kernel's path of an open file; undefined without /proc. */
function pathOfOpen(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return undefined
  }
}

function notOpened(error: NodeJS.ErrnoException): NotOpened {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG')
    return {kind: 'missing', detail: 'there is no such file'}
  if (error.code === 'EACCES' || error.code === 'EPERM') return {kind: 'unreadable', detail: 'this user may not read it'}
  if (error.code === 'ELOOP') return {kind: 'irregular', detail: 'its symlinks form a loop'}
  return {kind: 'unreadable', detail: error.message}
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root === sep ? sep : root + sep)
}
