import {randomUUID} from 'node:crypto'
import {chmod, chown, realpath, rename, rm, stat, writeFile} from 'node:fs/promises'
import {errors} from '../errors/inputs.ts'

/**
 * Swaps a file in whole: whoever reads it sees the old or the new one, and two writers at once never mix. It keeps the owner and the
 * mode that it had (netblocks of private mirrors may be nobody's business), and a symbolic link stays one. Throws MIRRORLIST_OUTPUT_FAILED.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const before = await stat(target).catch(() => undefined)
  const part = `${target}.${randomUUID()}.part`
  try {
    await writeFile(part, content, before === undefined ? {} : {mode: before.mode & 0o777})
    if (before !== undefined) {
      // Only root may give files away; for all others the file is their own already.
      await chown(part, before.uid, before.gid).catch(() => {})
      await chmod(part, before.mode & 0o7777)
    }
    await rename(part, target)
  } catch (cause) {
    await rm(part, {force: true}).catch(() => {})
    throw errors.MIRRORLIST_OUTPUT_FAILED({cause}, path, cause instanceof Error ? cause.message : String(cause))
  }
}
