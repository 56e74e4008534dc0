import type {Transport} from '@ops/core/transport'
import {asSentence, lastLine} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {streamMs} from './send-tar.ts'

/** `sha256sum` lines of every regular file below `paths`, as seen from `folder`. */
export async function hashFiles(transport: Transport, folder: string, paths: readonly string[], signal: AbortSignal): Promise<string> {
  const script = 'cd "$1" && shift && find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum --'
  const result = await transport.exec(['sh', '-c', script, 'sh', folder, ...paths], {signal, timeoutMs: streamMs})
  if (result.code === 0) return result.stdout
  const {host} = transport
  throw errors.EVACUATE_STEP_FAILED({host}, host, 'the files to send could not be hashed', asSentence(lastLine(result.stderr)))
}

export const countLines = (manifest: string) => manifest.split('\n').filter(Boolean).length
