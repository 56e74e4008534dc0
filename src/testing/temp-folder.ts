import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export interface TempFolder extends AsyncDisposable {
  readonly path: string
}

/** A folder of a test's own, removed with all that is in it: `await using folder = await tempFolder()`. */
export async function tempFolder(name = 'ops-test-'): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), name))
  return {path, [Symbol.asyncDispose]: () => rm(path, {recursive: true, force: true})}
}
