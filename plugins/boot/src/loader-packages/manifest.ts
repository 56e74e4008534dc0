import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {readIfExists} from '@ops/core/files'
import {z} from 'zod'
import {loaderErrors} from '../errors/loader-errors.ts'

/** Name of the manifest in the folder of the loaders. */
export const manifestFile = 'manifest.json'

const installedSchema = z.strictObject({
  file: z.string().regex(/^[\w.-]+$/),
  package: z.string(),
  version: z.string(),
  arch: z.string(),
  bytes: z.int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  signed: z.boolean(),
})
const manifestSchema = z.strictObject({format: z.literal(1), loaders: z.array(installedSchema)})

export type InstalledLoader = z.infer<typeof installedSchema>

/** The loaders that were installed in a folder; empty without a manifest. Throws BOOT_LOADERS_MANIFEST. */
export async function readManifest(folder: string): Promise<InstalledLoader[]> {
  const path = join(folder, manifestFile)
  const text = await readIfExists(path)
  if (text === undefined) return []
  try {
    return manifestSchema.parse(JSON.parse(String(text))).loaders
  } catch (cause) {
    throw loaderErrors.BOOT_LOADERS_MANIFEST({cause}, path)
  }
}

export interface CheckedLoader extends InstalledLoader {
  state: 'ok' | 'missing' | 'changed'
}

/** Compares the files with the manifest. */
export async function checkLoaders(folder: string): Promise<CheckedLoader[]> {
  const checked: CheckedLoader[] = []
  for (const loader of await readManifest(folder)) {
    const bytes = await readFile(join(folder, loader.file)).catch(() => undefined)
    const state = bytes === undefined ? 'missing' : sha256Of(bytes) === loader.sha256 ? 'ok' : 'changed'
    checked.push({...loader, state})
  }
  return checked
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
