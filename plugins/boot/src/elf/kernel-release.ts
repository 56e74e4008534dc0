import {isElf} from './index.ts'

/** Offset of the pointer to the version text in an x86 bzImage, counted from 0x200 (Documentation/x86/boot.rst, kernel_version). */
const x86 = {magicAt: 0x202, pointerAt: 0x20e, base: 0x200}

/** The release of a kernel image, e.g. `6.1.0-50-powerpc64le`, when it can be found without decompressing it. */
export function kernelRelease(bytes: Buffer): string | undefined {
  if (bytes.length > 0x210 && bytes.toString('latin1', x86.magicAt, x86.magicAt + 4) === 'HdrS') {
    const at = bytes.readUInt16LE(x86.pointerAt) + x86.base
    return /^\S+/.exec(bytes.toString('latin1', at, at + 128))?.[0]
  }
  // vmlinux and arm64's Image hold the banner as plain text.
  if (!isElf(bytes) && bytes.toString('latin1', 56, 60) !== 'ARM\x64') return undefined
  const at = bytes.indexOf('Linux version ')
  return at < 0 ? undefined : /^Linux version ([\w.+~-]+) /.exec(bytes.toString('latin1', at, at + 160))?.[1]
}
