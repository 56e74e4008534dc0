import {createHash} from 'node:crypto'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {gzip} from 'node:zlib'
import {makeFolder, replaceFile} from '@ops/core/files'
import {errorMessage} from '@ops/core/text'
import {ElfError} from '../elf/index.ts'
import {imageErrors} from '../errors/image-errors.ts'
import type {BootHost, Profile} from '../inventory/schema.ts'
import {writeCpio} from '../cpio/write-cpio.ts'
import type {DebianPackages} from './debian-packages.ts'
import {initramfsEntries} from './entries.ts'
import {loadOrder} from './modules/load-order.ts'
import {oneFileImage} from './one-file/one-file-image.ts'
import type {ImageOptions} from '../inventory/image-schema.ts'
import {settingsText} from './settings-text.ts'
import {imageSources} from './sources.ts'
import {moduleOptions, wantedModules} from './wanted-modules.ts'
import {profileErrors} from '../errors/profile-errors.ts'
import type {BootTarget} from '../profiles/boot-target.ts'

export interface ImageRequest {
  name: string
  profile: Profile
  image: ImageOptions
  arch: string
  /** Served folder; the profile's file names are relative to it. */
  root: string
  host?: {name: string; boot: BootHost}
}

export interface BuiltFile {
  role: 'kernel' | 'initrd' | 'one-file'
  path: string
  bytes: number
  sha256: string
}

export interface BuiltImage {
  profile: string
  arch: string
  release?: string
  files: BuiltFile[]
  modules: string[]
  /** Optional modules that the kernel does not have. */
  leftOut: string[]
  firmware: string[]
  firmwareAbsent: string[]
}

/** Builds kernel and initramfs of a profile in the folder of the boot server. */
export async function buildImage(request: ImageRequest, packages: DebianPackages): Promise<BuiltImage> {
  const {profile, image, arch, name, host} = request
  const {kernel, tree, busybox} = await imageSources(image, arch, packages, name)
  const wanted = wantedModules(profile, image)
  const {order, absent} = tree === undefined ? {order: [], absent: []} : await loadOrder(tree, [...wanted.needed, ...wanted.optional])
  const lacking = wanted.needed.map((module) => module.replaceAll('-', '_')).filter((module) => absent.includes(module))
  if (lacking.length > 0) throw imageErrors.BOOT_MODULE_MISSING({}, lacking.join(', '), tree?.version ?? '')
  const {entries, firmware, firmwareAbsent} = await initramfsEntries({
    busybox,
    settings: settingsText(profile, image, host),
    ...(tree === undefined ? {} : {modules: {tree, order, options: moduleOptions(image)}}),
    firmwareFrom: image.firmwareFrom,
  })
  const initrd = await promisify(gzip)(writeCpio(entries), {level: 9})
  const files = image.oneFile
    ? [await writeImageFile(request, 'one-file', profile.bootfile ?? profile.kernel, packed(kernel, initrd, image))]
    : [
        await writeImageFile(request, 'kernel', profile.kernel, kernel.bytes),
        await writeImageFile(request, 'initrd', profile.initrd, initrd),
      ]
  return {
    profile: name,
    arch,
    ...(tree === undefined ? {} : {release: tree.version}),
    files,
    modules: order,
    leftOut: absent,
    firmware,
    firmwareAbsent,
  }
}

function packed(kernel: {path: string; bytes: Buffer}, initrd: Buffer, image: ImageOptions): Buffer {
  try {
    return oneFileImage(kernel.bytes, initrd, image.loadBase)
  } catch (cause) {
    if (cause instanceof ElfError) throw imageErrors.BOOT_FILE_UNREADABLE({cause}, kernel.path, cause.message)
    throw cause
  }
}

/** Replaces the file atomically: a machine that fetches it at this moment gets the old file or the new one. */
async function writeImageFile(
  {root, name}: ImageRequest,
  role: BuiltFile['role'],
  file: string | undefined,
  bytes: Buffer,
): Promise<BuiltFile> {
  if (file === undefined) throw imageErrors.BOOT_IMAGE_NO_NAME({}, name, role)
  const path = join(root, file)
  try {
    await makeFolder(dirname(path))
    await replaceFile(path, bytes, {mode: 0o644, replaceLink: true})
  } catch (cause) {
    throw imageErrors.BOOT_FILE_UNWRITABLE({cause}, path, (cause as NodeJS.ErrnoException).code ?? errorMessage(cause))
  }
  return {role, path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex')}
}

/** Checks that the profile has all settings of an image; `root` (--root) overrides the inventory's folder. */
export function imageRequest(target: BootTarget, root: string | undefined): ImageRequest {
  const {profileName, profile, arch, host} = target
  const folder = root ?? target.root
  if (profile.image === undefined) throw imageErrors.BOOT_NO_IMAGE({}, profileName)
  if (arch === undefined) throw profileErrors.BOOT_NO_ARCH({}, profileName)
  if (folder === undefined) throw imageErrors.BOOT_ROOT_UNSET({}, profileName)
  return {name: profileName, profile, image: profile.image, arch, root: folder, ...(host === undefined ? {} : {host})}
}
