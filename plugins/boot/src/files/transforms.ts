import {resolve} from 'node:path'
import type {BootMachine} from '../profiles/boot-machine.ts'
import type {Source} from './source.ts'
import type {BufferCache} from './buffer-cache.ts'
import {relativeName} from './boot-folder.ts'
import {appended, patched, readPart} from './layered-source.ts'
import {overlayArchive} from './overlay.ts'
import {slofPatches} from './slof-elf.ts'

export interface Transformed {
  source: Source
  rule: string
  version: string
}

/** Bytes that hold the ELF header and program headers of any kernel. */
const headBytes = 4096

/** Transforms a machine's own kernel and initrd; other files are unchanged. */
export async function withTransforms(
  file: Transformed,
  name: string,
  machine: BootMachine | undefined,
  base: string,
  made: BufferCache,
): Promise<Transformed> {
  if (machine === undefined) return file
  const {profile, boot} = machine
  const is = (other: string | undefined) => other !== undefined && relativeName(other) === name
  if (is(profile.kernel) || is(profile.bootfile)) return withSlofAddresses(file, machine)
  const overlay = boot.overlay ?? profile.overlay
  if (is(profile.initrd) && overlay !== undefined) return withOverlay(file, resolve(base, overlay), made)
  return file
}

async function withSlofAddresses(file: Transformed, {profile}: BootMachine): Promise<Transformed> {
  const wanted = profile.transform === 'slof-elf' || (profile.transform === 'auto' && profile.firmware === 'slof')
  if (!wanted) return file
  const patches = slofPatches(await readPart(file.source, 0, headBytes))
  if (patches.length === 0) return file
  return {
    source: patched(file.source, patches),
    rule: `${file.rule}, ELF addresses moved to 4 MiB for SLOF`,
    version: `${file.version}-slof`,
  }
}

async function withOverlay(file: Transformed, folder: string, made: BufferCache): Promise<Transformed> {
  const {bytes, version} = await overlayArchive(folder, made)
  // Linux accepts further archives after NUL bytes, each at a multiple of 4 (buffer-format.rst).
  const gap = Buffer.alloc((4 - (file.source.size % 4)) % 4)
  return {
    source: appended(appended(file.source, gap), bytes),
    rule: `${file.rule}, with ${folder} appended`,
    version: `${file.version}-${version}`,
  }
}
