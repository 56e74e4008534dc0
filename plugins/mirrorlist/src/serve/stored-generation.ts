import {readFile} from 'node:fs/promises'
import {decodeSnapshot} from '../snapshot/snapshot-file.ts'

/** Generation of the snapshot that was pulled before, 0 when there is none that can be used. */
export async function storedGeneration(file: string, url: string): Promise<number> {
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined) return 0
  try {
    return decodeSnapshot(bytes, url, true).info.generation
  } catch {
    return 0
  }
}
