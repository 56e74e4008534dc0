import {dirname} from 'node:path'
import {replaceFile} from '@ops/core/files'
import {errorMessage} from '@ops/core/text'
import {errors} from '../errors/inputs.ts'

/** Replaces a file as a whole, keeping its owner and mode. Throws MIRRORLIST_OUTPUT_FAILED or MIRRORLIST_OUTPUT_FOLDER_MISSING. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  await replaceFile(path, content).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw errors.MIRRORLIST_OUTPUT_FOLDER_MISSING({cause}, path, dirname(path))
    throw errors.MIRRORLIST_OUTPUT_FAILED({cause}, path, errorMessage(cause))
  })
}
