import {writeFile} from 'node:fs/promises'
import {setPriority} from 'node:os'
import {asOpsError, type ExitCode} from '@ops/core/errors'
import {errors} from '../errors/inputs.ts'
import {type BuildInput, buildSnapshot} from '../snapshot/build-snapshot.ts'
import {errorMessage} from '@ops/core/text'

/** What the child sends, once. */
export type BuildMessage =
  | {ok: true; file: string; generation: number; digest: string; warnings: string[]; counts: Record<string, number>}
  | {ok: false; code: string; message: string; hint?: string; exit: ExitCode}

/** Below everything that answers clients: compiling must not be felt. */
const lowPriority = 10

setPriority(lowPriority)
const [, , input = '', file = ''] = process.argv
process.send?.(await build(JSON.parse(input) as BuildInput), () => process.connected && process.disconnect())

async function build(order: BuildInput): Promise<BuildMessage> {
  try {
    const {bytes, info, digest, warnings, counts} = await buildSnapshot(order)
    // The file is new, and is read only after this process has reported it.
    await writeFile(file, bytes).catch((cause: Error) => {
      throw errors.MIRRORLIST_OUTPUT_FAILED({cause}, file, errorMessage(cause))
    })
    return {ok: true, file, generation: info.generation, digest, warnings, counts}
  } catch (error) {
    const {code, message, hint, exit} = asOpsError(error)
    return {ok: false, code, message, ...(hint === undefined ? {} : {hint}), exit}
  }
}
