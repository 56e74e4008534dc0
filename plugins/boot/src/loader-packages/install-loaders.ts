import {readFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {makeFolder, replaceFile} from '@ops/core/files'
import {errorMessage} from '@ops/core/text'
import {imageErrors} from '../errors/image-errors.ts'
import {loaderErrors} from '../errors/loader-errors.ts'
import type {DebianPackages} from '../image/debian-packages.ts'
import {type LoaderSource, loaderSources} from './loader-sources.ts'
import {type InstalledLoader, manifestFile, readManifest, sha256Of} from './manifest.ts'

export interface LoadersInstall {
  /** The folder of the loaders, below the served folder. */
  folder: string
  archs: readonly string[]
  /** Ask the package archive for newer versions, also when a package is in the cache. */
  update: boolean
}

export interface InstalledResult extends InstalledLoader {
  /** False: the file already had these bytes. */
  changed: boolean
}

/** Installs the boot loaders of Debian's packages. All packages are fetched before the first file is written. */
export async function installLoaders({folder, archs, update}: LoadersInstall, packages: DebianPackages): Promise<InstalledResult[]> {
  const before = await readManifest(folder)
  const wanted = loaderSources.filter(({arch}) => archs.includes(arch))
  const found: {loader: InstalledLoader; bytes: Buffer}[] = []
  for (const source of wanted) found.push(await loaderOf(source, packages, update))
  const results: InstalledResult[] = []
  try {
    await makeFolder(folder, {mode: 0o755})
    for (const {loader, bytes} of found) {
      const path = join(folder, loader.file)
      const held = await readFile(path).catch(() => undefined)
      const changed = held === undefined || !held.equals(bytes)
      if (changed) await replaceFile(path, bytes, {mode: 0o644, replaceLink: true})
      results.push({...loader, changed})
    }
    const others = before.filter(({file}) => !found.some(({loader}) => loader.file === file))
    const loaders = [...others, ...found.map(({loader}) => loader)].sort((a, b) => a.file.localeCompare(b.file))
    await replaceFile(join(folder, manifestFile), `${JSON.stringify({format: 1, loaders}, undefined, 2)}\n`, {mode: 0o644})
  } catch (cause) {
    throw imageErrors.BOOT_FILE_UNWRITABLE({cause}, folder, (cause as NodeJS.ErrnoException).code ?? errorMessage(cause))
  }
  return results
}

async function loaderOf(source: LoaderSource, packages: DebianPackages, update: boolean) {
  const unpacked = await packages.unpacked(source.package, source.arch, {update})
  const bytes = await readFile(join(unpacked, source.path)).catch((cause: Error) => {
    throw loaderErrors.BOOT_LOADER_NOT_IN_PACKAGE({cause}, source.path, basename(unpacked))
  })
  // NAME_VERSION_ARCH
  const version = decodeURIComponent(basename(unpacked).split('_')[1] ?? '')
  const {file, package: name, arch, signed = false} = source
  return {loader: {file, package: name, version, arch, bytes: bytes.length, sha256: sha256Of(bytes), signed}, bytes}
}
