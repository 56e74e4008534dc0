import {ElfError} from './elf-error.ts'
import {type ElfHeader, elfWords} from './header.ts'

/** One section header, with its resolved name. */
export interface ElfSection {
  name: string
  /** SHT_PROGBITS 1, SHT_NOTE 7, SHT_NOBITS 8. */
  type: number
  address: bigint
  offset: number
  size: number
}

const noBits = 8

export function readSections(bytes: Uint8Array, header: ElfHeader): ElfSection[] {
  const read = elfWords(bytes, header)
  const wide = header.bits === 64
  const {offset, entrySize, count, names} = header.sections
  const rows = Array.from({length: count}, (_, index) => {
    const at = offset + index * entrySize
    return {
      nameAt: read.u32(at),
      type: read.u32(at + 4),
      address: read.word(at + (wide ? 16 : 12)),
      offset: read.place(at + (wide ? 24 : 16)),
      size: read.place(at + (wide ? 32 : 20)),
    }
  })
  const table = rows[names]
  return rows.map(({nameAt, ...row}) => ({name: table ? textAt(bytes, table.offset + nameAt) : '', ...row}))
}

/** The bytes of a section; NOBITS (.bss) has none in the file. */
export function sectionBytes(bytes: Uint8Array, section: ElfSection): Uint8Array {
  if (section.type === noBits) return new Uint8Array()
  if (section.offset + section.size > bytes.byteLength) throw new ElfError(`ends inside its section ${section.name}`)
  return bytes.subarray(section.offset, section.offset + section.size)
}

function textAt(bytes: Uint8Array, offset: number): string {
  const end = bytes.indexOf(0, offset)
  if (offset > bytes.byteLength || end < 0) throw new ElfError('has a section whose name lies outside the file')
  return Buffer.from(bytes.subarray(offset, end)).toString('latin1')
}
