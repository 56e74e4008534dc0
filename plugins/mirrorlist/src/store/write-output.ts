import {replaceFile} from '@ops/core/files'
import {errorMessage} from '@ops/core/text'
import {errors} from '../errors/inputs.ts'

/** Replaces a file as a whole, keeping its owner and mode. Throws MIRRORLIST_OUTPUT_FAILED. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  await replaceFile(path, content).catch((cause: unknown) => {
    throw errors.MIRRORLIST_OUTPUT_FAILED({cause}, path, errorMessage(cause))
  })
}
