import {isElf, machineName, readElf, segmentTypes, type ElfFile} from '../elf/index.ts'
import type {Firmware, Profile} from '../inventory/schema.ts'
import {readCpio} from '../cpio/read-cpio.ts'
import type {CpioEntry} from '../cpio/write-cpio.ts'
import {unpack} from '../image/modules/unpack.ts'

/** One thing that was looked at before power-on; `bad` ones are why the host would not boot. */
export interface PreflightFinding {
  subject: string
  state: 'ok' | 'bad' | 'unknown'
  message: string
}

/** Longest file name in SLOF's arguments (lib/libnet/netapps: 99 characters), and the area it loads to, bytes. */
const slofNameMost = 99
const kernelIn: readonly Firmware[] = ['slof', 'pxcab']

export function checkName(firmware: Firmware, name: string): PreflightFinding {
  const subject = 'file name'
  if (kernelIn.includes(firmware) && name.length > slofNameMost)
    return bad(subject, `${name} has ${name.length} characters; this firmware takes ${slofNameMost}.`)
  return ok(subject, `${name} (${name.length} characters).`)
}

/** What the firmware itself would start: is it an executable of the board's byte order, at addresses it accepts? */
export function checkExecutable(
  profile: Pick<Profile, 'firmware'>,
  arch: string,
  file: {name: string; bytes: Uint8Array},
): PreflightFinding[] {
  const {name, bytes} = file
  if (!kernelIn.includes(profile.firmware)) return []
  // A Forth script starts with a backslash and a blank; SLOF runs it as it is.
  if (bytes[0] === 0x5c && bytes[1] === 0x20) return [ok('format', `${name} is a Forth script.`)]
  if (!isElf(bytes)) return [bad('format', `${name} is no ELF file; SLOF takes nothing else (E3403).`)]
  const elf = tried(bytes)
  if (typeof elf === 'string') return [bad('format', `${name} ${elf}.`)]
  const findings = [checkBoard(elf, arch, name)]
  const loads = elf.segments.filter(({type}) => type === segmentTypes.load)
  // The check came to SLOF in March 2014; a PXCAB's firmware is older.
  const moved = loads.find(({virtualAddress, physicalAddress}) => virtualAddress !== physicalAddress)
  if (moved !== undefined && profile.firmware === 'slof') {
    findings.push(
      bad(
        'load address',
        `${name} has p_vaddr 0x${moved.virtualAddress.toString(16)} and p_paddr 0x${moved.physicalAddress.toString(16)}; SLOF wants them equal (E3403).`,
      ),
    )
  } else findings.push(ok('load address', loads.map(({physicalAddress}) => `0x${physicalAddress.toString(16)}`).join(', ')))
  return findings
}

function checkBoard(elf: ElfFile, arch: string, name: string): PreflightFinding {
  const machine = machineName(elf.header)
  // A 32-bit wrapper (zImage) starts a 64-bit kernel of the same byte order.
  const fits = machine === arch || (machine === 'ppc' && arch === 'ppc64')
  if (fits) return ok('byte order', `${name} is for ${machine}.`)
  return bad('byte order', `${name} is for ${machine} (${elf.header.endian}-endian), the board is ${arch}.`)
}

/** The fetched file lies in the load area, and the firmware's own memory is not far above it. */
export function checkSize(firmware: Firmware, bytes: number, memoryBytes: number | undefined): PreflightFinding {
  const subject = 'size'
  const size = `${(bytes / 1e6).toFixed(1)} MB`
  if (memoryBytes === undefined)
    return {subject, state: 'unknown', message: `${size}; nothing says how much memory the board has (vars.memory-mib of the host).`}
  // The file, then its segments beside it: twice the size, below SLOF's own memory at the top.
  const most = kernelIn.includes(firmware) ? memoryBytes / 2 - 32e6 : memoryBytes * 0.75
  if (bytes > most)
    return bad(
      subject,
      `${size} do not fit into the load area of a board with ${(memoryBytes / 1e6).toFixed(0)} MB (most ${(most / 1e6).toFixed(0)} MB).`,
    )
  return ok(subject, `${size}.`)
}

export function ok(subject: string, message: string): PreflightFinding {
  return {subject, state: 'ok', message}
}

export function bad(subject: string, message: string): PreflightFinding {
  return {subject, state: 'bad', message}
}

function tried(bytes: Uint8Array): ElfFile | string {
  try {
    return readElf(bytes)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Looks into an initramfs: has it an /init, and modules of this kernel? `path` is for archives packed with xz. */
export async function checkInitrd(bytes: Buffer, path: string, release: string | undefined): Promise<PreflightFinding[]> {
  const entries = await unpack(bytes, path)
    .then((plain) => readCpio(plain))
    .catch((error: Error) => error)
  if (entries instanceof Error)
    return [{subject: 'initrd', state: 'unknown', message: `${path} cannot be looked into: ${entries.message}.`}]
  const paths = new Set(entries.map(({path: name}) => name.replace(/^\.?\//, '')))
  if (!paths.has('init')) return [bad('initrd', `${path} has no /init.`)]
  return [ok('initrd', `${path} has /init and ${entries.length} entries.`), ...checkModules(entries, release, path)]
}

function checkModules(entries: readonly CpioEntry[], release: string | undefined, path: string): PreflightFinding[] {
  const versions = new Set(entries.flatMap(({path: name}) => /^(?:usr\/)?lib\/modules\/([^/]+)\//.exec(name)?.[1] ?? []))
  if (versions.size === 0 || release === undefined) return []
  const listed = [...versions].join(', ')
  if (versions.has(release)) return [ok('modules', `kernel and modules are ${release}.`)]
  return [bad('modules', `the kernel is ${release}, ${path} has modules of ${listed}.`)]
}
