import {ElfError} from './elf-error.ts'

/** Reads numbers in an ELF file's own class (word size) and byte order, and never past its end. */
export interface Words {
  u16(offset: number): number
  u32(offset: number): number
  /** Elf64_Xword or Elf32_Word, by class. Above 2^53 it is only exact as `wide`. */
  word(offset: number): bigint
  /** A `word` that has to be a place or a size inside the file. */
  place(offset: number): number
}

export function words(bytes: Uint8Array, bits: 32 | 64, little: boolean): Words {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const inside = (offset: number, size: number) => {
    if (offset < 0 || offset + size > bytes.byteLength) throw new ElfError(`ends at byte ${bytes.byteLength}, in the middle of its tables`)
    return offset
  }
  const word = (offset: number) =>
    bits === 64 ? view.getBigUint64(inside(offset, 8), little) : BigInt(view.getUint32(inside(offset, 4), little))
  return {
    u16: (offset) => view.getUint16(inside(offset, 2), little),
    u32: (offset) => view.getUint32(inside(offset, 4), little),
    word,
    place(offset) {
      const value = word(offset)
      if (value > BigInt(Number.MAX_SAFE_INTEGER))
        throw new ElfError(`has a table entry that points to 0x${value.toString(16)}, past any file's end`)
      return Number(value)
    },
  }
}
