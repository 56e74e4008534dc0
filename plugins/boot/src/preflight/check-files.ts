import {errorMessage, plural} from '@ops/core/text'
import {isElf, machineName, readElf, segmentTypes, type ElfFile} from '../elf/index.ts'
import {kernelFormat, kernelFormats} from '../elf/kernel-format.ts'
import type {Firmware, Profile} from '../inventory/schema.ts'
import {readCpio} from '../cpio/read-cpio.ts'
import type {CpioEntry} from '../cpio/write-cpio.ts'
import {unpack} from '../image/modules/unpack.ts'

/** Result of one check; with a `bad` one the host cannot boot. */
export interface PreflightFinding {
  subject: string
  state: 'ok' | 'bad' | 'unknown'
  message: string
}

/** Longest file name in SLOF's arguments (lib/libnet/netapps), characters. */
const slofNameMost = 99
const slofFamily: readonly Firmware[] = ['slof', 'pxcab']

export function checkName(firmware: Firmware, name: string): PreflightFinding {
  const subject = 'file name'
  if (slofFamily.includes(firmware) && name.length > slofNameMost)
    return bad(subject, `${name} has ${name.length} characters; this firmware takes at most ${slofNameMost}.`)
  return ok(subject, `${name} (${plural(name.length, 'character')}).`)
}

/** Checks the file that the firmware starts: format, byte order of the board, load addresses. */
export function checkExecutable(
  profile: Pick<Profile, 'firmware'>,
  arch: string,
  file: {name: string; bytes: Uint8Array},
): PreflightFinding[] {
  const {name, bytes} = file
  if (!slofFamily.includes(profile.firmware)) return []
  // A Forth script starts with a backslash and a blank; SLOF interprets it.
  if (bytes[0] === 0x5c && bytes[1] === 0x20) return [ok('format', `${name} is a Forth script.`)]
  if (!isElf(bytes)) return [bad('format', `${name} is not an ELF file, the only format that SLOF accepts (E3403).`)]
  const elf = parsedElf(bytes)
  if (typeof elf === 'string') return [bad('format', `${name} ${elf}.`)]
  const findings = [checkBoard(elf, arch, name)]
  const loads = elf.segments.filter(({type}) => type === segmentTypes.load)
  // SLOF has this check since March 2014; a PXCAB's firmware is older.
  const moved = loads.find(({virtualAddress, physicalAddress}) => virtualAddress !== physicalAddress)
  if (moved !== undefined && profile.firmware === 'slof') {
    findings.push(
      bad(
        'load address',
        `${name} has p_vaddr 0x${moved.virtualAddress.toString(16)} and p_paddr 0x${moved.physicalAddress.toString(16)}; SLOF requires equal addresses (E3403).`,
      ),
    )
  } else findings.push(ok('load address', loads.map(({physicalAddress}) => `0x${physicalAddress.toString(16)}`).join(', ')))
  return findings
}

/** Checks that a kernel has the format of one, where the firmware's own check (SLOF: ELF) does not. */
export function checkKernel({firmware}: Pick<Profile, 'firmware'>, name: string, bytes: Buffer): PreflightFinding[] {
  if (slofFamily.includes(firmware)) return []
  const format = kernelFormat(bytes)
  if (format === undefined) return [bad('kernel', `${name} has the format of no kernel (${kernelFormats}).`)]
  return [ok('kernel', `${name} is a kernel (${format}).`)]
}

function checkBoard(elf: ElfFile, arch: string, name: string): PreflightFinding {
  const machine = machineName(elf.header)
  // A 32-bit wrapper (zImage) starts a 64-bit kernel of the same byte order.
  const isCompatible = machine === arch || (machine === 'ppc' && arch === 'ppc64')
  if (isCompatible) return ok('byte order', `${name} is for ${machine}.`)
  return bad('byte order', `${name} is for ${machine} (${elf.header.endian}-endian), but the board is ${arch}.`)
}

/** Checks the size of the fetched file against the load area, which ends below the firmware's own memory. */
export function checkSize(firmware: Firmware, bytes: number, memoryBytes: number | undefined): PreflightFinding {
  const subject = 'size'
  const size = `${(bytes / 1e6).toFixed(1)} MB`
  if (memoryBytes === undefined)
    return {subject, state: 'unknown', message: `${size}; the memory of the board is not set (vars.memory-mib of the host).`}
  // Room for the file and its loaded segments, below SLOF's own memory at the top.
  const most = slofFamily.includes(firmware) ? memoryBytes / 2 - 32e6 : memoryBytes * 0.75
  if (bytes > most)
    return bad(
      subject,
      `${size} exceeds the load area of a board with ${(memoryBytes / 1e6).toFixed(0)} MB (at most ${(most / 1e6).toFixed(0)} MB).`,
    )
  return ok(subject, `${size}.`)
}

export function ok(subject: string, message: string): PreflightFinding {
  return {subject, state: 'ok', message}
}

export function bad(subject: string, message: string): PreflightFinding {
  return {subject, state: 'bad', message}
}

function parsedElf(bytes: Uint8Array): ElfFile | string {
  try {
    return readElf(bytes)
  } catch (error) {
    return errorMessage(error)
  }
}

/** Checks that an initramfs has /init and modules of this kernel. `path` is used for archives compressed with xz. */
export async function checkInitrd(bytes: Buffer, path: string, release: string | undefined): Promise<PreflightFinding[]> {
  const entries = await unpack(bytes, path)
    .then((plain) => readCpio(plain))
    .catch((error: Error) => error)
  if (entries instanceof Error) return [{subject: 'initrd', state: 'unknown', message: `${path} cannot be read: ${entries.message}.`}]
  const paths = new Set(entries.map(({path: name}) => name.replace(/^\.?\//, '')))
  if (!paths.has('init')) return [bad('initrd', `${path} has no /init.`)]
  return [ok('initrd', `${path} has /init (${plural(entries.length, 'entry', 'entries')}).`), ...checkModules(entries, release, path)]
}

function checkModules(entries: readonly CpioEntry[], release: string | undefined, path: string): PreflightFinding[] {
  const versions = new Set(entries.flatMap(({path: name}) => /^(?:usr\/)?lib\/modules\/([^/]+)\//.exec(name)?.[1] ?? []))
  if (versions.size === 0 || release === undefined) return []
  const listed = [...versions].join(', ')
  if (versions.has(release)) return [ok('modules', `the kernel and the modules are ${release}.`)]
  return [bad('modules', `the kernel is ${release}, but ${path} has modules of ${listed}.`)]
}
