import {ElfError} from './elf-error.ts'
import {type Words, words} from './words.ts'

/** The ELF header (System V gABI, chapter 4). */
export interface ElfHeader {
  bits: 32 | 64
  endian: 'little' | 'big'
  /** EI_OSABI. */
  osAbi: number
  /** ET_REL 1, ET_EXEC 2, ET_DYN 3, ET_CORE 4. */
  type: number
  /** EM_* number; `machineName` converts it to the name of `uname -m`. */
  machine: number
  entry: bigint
  /** e_flags; for 64-bit PowerPC the low two bits are the ABI version (1: function descriptors, 2: none). */
  flags: number
  segments: {offset: number; entrySize: number; count: number}
  sections: {offset: number; entrySize: number; count: number; names: number}
}

/** The header's layout by class: e_entry, e_phoff, e_shoff, e_flags, then 16-bit words. */
const at = {
  32: {entry: 24, phoff: 28, shoff: 32, flags: 36, tail: 40, size: 52, segment: 32, section: 40},
  64: {entry: 24, phoff: 32, shoff: 40, flags: 48, tail: 52, size: 64, segment: 56, section: 64},
} as const

export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46
}

export function readElfHeader(bytes: Uint8Array): ElfHeader {
  if (!isElf(bytes)) throw new ElfError('is not an ELF file')
  const [bits, endian] = [bytes[4] === 1 ? 32 : 64, bytes[5] === 1 ? 'little' : 'big'] as const
  if (bytes[4] !== 1 && bytes[4] !== 2) throw new ElfError(`has the unknown ELF class ${bytes[4]}`)
  if (bytes[5] !== 1 && bytes[5] !== 2) throw new ElfError(`has the unknown byte order ${bytes[5]}`)
  const read = elfWords(bytes, {bits, endian})
  const place = at[bits]
  if (bytes.byteLength < place.size) throw new ElfError(`has ${bytes.byteLength} bytes, fewer than an ELF header`)
  const header: ElfHeader = {
    bits,
    endian,
    osAbi: bytes[7] ?? 0,
    type: read.u16(16),
    machine: read.u16(18),
    entry: read.word(place.entry),
    flags: read.u32(place.flags),
    segments: {offset: read.place(place.phoff), entrySize: read.u16(place.tail + 2), count: read.u16(place.tail + 4)},
    sections: {
      offset: read.place(place.shoff),
      entrySize: read.u16(place.tail + 6),
      count: read.u16(place.tail + 8),
      names: read.u16(place.tail + 10),
    },
  }
  if (header.segments.count > 0 && header.segments.entrySize < place.segment)
    throw new ElfError(`has program headers of ${header.segments.entrySize} bytes`)
  if (header.sections.count > 0 && header.sections.entrySize < place.section)
    throw new ElfError(`has section headers of ${header.sections.entrySize} bytes`)
  return header
}

export function elfWords(bytes: Uint8Array, header: Pick<ElfHeader, 'bits' | 'endian'>): Words {
  return words(bytes, header.bits, header.endian === 'little')
}
