import {type FileHandle, lstat, open, readFile, realpath, rename, rm, stat} from 'node:fs/promises'
import {dirname} from 'node:path'

export interface ReplaceOptions {
  /** Mode of a new file; 0o666 less the umask when left out. An existing file keeps its own unless this is given. */
  mode?: number
  /** A symbolic link at this path is replaced, not what it points to. */
  replaceLink?: boolean
}

/**
 * Replaces a file as a whole: a reader, and the next boot after a power cut, meet the old content or the new one, never
 * half of it. The new content is synced before it takes the name, and the folder after it (fsync(2), rename(2)).
 * An existing file keeps its owner and mode, and a symbolic link stays one. Throws the file system's own errors.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  {mode, replaceLink = false}: ReplaceOptions = {},
): Promise<void> {
  const target = replaceLink ? path : await realpath(path).catch(() => path)
  const found = await (replaceLink ? lstat(target) : stat(target)).catch(() => undefined)
  const before = found?.isSymbolicLink() === true ? undefined : found
  // The global one: importing node:crypto would cost every command 4 ms.
  const part = `${target}.${crypto.randomUUID()}.part`
  try {
    await using file = await open(part, 'wx', mode ?? (before === undefined ? 0o666 : before.mode & 0o777))
    await file.writeFile(content)
    // The umask does not apply to a mode that was asked for, nor to one that the file had.
    if (mode !== undefined) await file.chmod(mode)
    if (before !== undefined) await keepOwner(file, before, mode)
    await file.sync()
    await rename(part, target)
  } catch (error) {
    await rm(part, {force: true}).catch(() => {})
    throw error
  }
  await syncPath(dirname(target))
}

/** Only root may give a file away; another user's own file is the user's already. */
async function keepOwner(
  file: FileHandle,
  {uid, gid, mode: oldMode}: {uid: number; gid: number; mode: number},
  mode?: number,
): Promise<void> {
  await file.chown(uid, gid).catch(() => {})
  await file.chmod(mode ?? oldMode & 0o7777)
}

/**
 * Gives a file or folder that was built under another name its final one. A file is synced first; of a folder only its own
 * entries are (a tree of many files is cheaper to build again than to sync). Fails as rename(2) does when `done` exists.
 */
export async function publishPath(partial: string, done: string): Promise<void> {
  await syncPath(partial)
  await rename(partial, done)
  await syncPath(dirname(done))
}

/** fsync(2) of a file or folder. A folder that cannot be opened for reading, or synced (some FUSE file systems), is left to the kernel. */
async function syncPath(path: string): Promise<void> {
  const tolerated = ['EACCES', 'EINVAL', 'ENOTSUP']
  try {
    await using handle = await open(path, 'r')
    await handle.sync()
  } catch (error) {
    if (!tolerated.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** Text of a file; undefined when there is none. Every other failure is thrown: an unreadable file is not an absent one. */
export async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
