import {type ElfHeader, elfWords} from './header.ts'

/** One program header. */
export interface ElfSegment {
  /** PT_LOAD 1, PT_DYNAMIC 2, PT_INTERP 3, PT_NOTE 4. */
  type: number
  /** PF_X 1, PF_W 2, PF_R 4. */
  flags: number
  offset: number
  virtualAddress: bigint
  physicalAddress: bigint
  fileSize: number
  memorySize: bigint
  align: bigint
  /** Offset of the program header itself in the file. */
  headerAt: number
}

export const segmentTypes = {load: 1, dynamic: 2, interpreter: 3, note: 4} as const

export function readSegments(bytes: Uint8Array, header: ElfHeader): ElfSegment[] {
  const read = elfWords(bytes, header)
  const {offset, entrySize, count} = header.segments
  return Array.from({length: count}, (_, index) => {
    const at = offset + index * entrySize
    // Elf64_Phdr has p_flags second, for alignment; Elf32_Phdr has it second to last.
    const step = header.bits === 64 ? 8 : 4
    const first = header.bits === 64 ? at + 8 : at + 4
    return {
      type: read.u32(at),
      flags: read.u32(header.bits === 64 ? at + 4 : at + 24),
      offset: read.place(first),
      virtualAddress: read.word(first + step),
      physicalAddress: read.word(first + 2 * step),
      fileSize: read.place(first + 3 * step),
      memorySize: read.word(first + 4 * step),
      align: read.word(header.bits === 64 ? first + 5 * step : at + 28),
      headerAt: at,
    }
  })
}
