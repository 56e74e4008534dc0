import {errorMessage} from '@ops/core/text'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {type ElfHeader, readElfHeader, runsOn} from '../elf/index.ts'
import {imageErrors} from '../errors/image-errors.ts'
import type {DebianPackages} from './debian-packages.ts'
import {type ModuleTree, openModuleTree} from './modules/module-tree.ts'
import type {ImageOptions} from '../inventory/image-schema.ts'

export interface ImageSources {
  kernel: {path: string; bytes: Buffer}
  tree?: ModuleTree
  busybox: Buffer
}

/** Finds kernel, modules and busybox of an image: files that the profile names, else Debian's packages. */
export async function imageSources(image: ImageOptions, arch: string, packages: DebianPackages, profile: string): Promise<ImageSources> {
  const packed = image.package === undefined ? undefined : await packages.unpacked(image.package, arch)
  const kernelPath = image.kernel ?? (packed === undefined ? undefined : await kernelIn(packed))
  if (kernelPath === undefined) throw imageErrors.BOOT_IMAGE_NO_KERNEL({}, profile)
  const folder = image.modulesFrom ?? (packed === undefined ? undefined : await modulesIn(packed))
  const busyboxPath = image.busybox ?? join(await packages.unpacked('busybox-static', arch), 'bin', 'busybox')
  const busybox = await readSource(busyboxPath)
  if (!runsOn(headerOf(busybox, busyboxPath), arch)) throw imageErrors.BOOT_WRONG_ARCH({}, busyboxPath, arch)
  return {
    kernel: {path: kernelPath, bytes: await readSource(kernelPath)},
    busybox,
    ...(folder === undefined ? {} : {tree: await openModuleTree(folder)}),
  }
}

async function kernelIn(folder: string): Promise<string | undefined> {
  const boot = join(folder, 'boot')
  const name = (await readdir(boot).catch(() => [])).find((entry) => /^vmlinu[xz]-/.test(entry))
  return name === undefined ? undefined : join(boot, name)
}

async function modulesIn(folder: string): Promise<string | undefined> {
  for (const base of [join(folder, 'lib', 'modules'), join(folder, 'usr', 'lib', 'modules')]) {
    const [version] = await readdir(base).catch(() => [])
    if (version !== undefined) return join(base, version)
  }
  return undefined
}

async function readSource(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw imageErrors.BOOT_FILE_UNREADABLE({cause}, path, cause.code ?? cause.message)
  })
}

function headerOf(bytes: Uint8Array, path: string): ElfHeader {
  try {
    return readElfHeader(bytes)
  } catch (cause) {
    throw imageErrors.BOOT_FILE_UNREADABLE({cause}, path, errorMessage(cause))
  }
}
