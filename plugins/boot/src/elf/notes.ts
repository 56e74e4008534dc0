import {type ElfHeader, elfWords} from './header.ts'
import type {ElfFile} from './elf-file.ts'
import {sectionBytes} from './sections.ts'
import {segmentTypes} from './segments.ts'

export interface ElfNote {
  name: string
  type: number
  description: Uint8Array
}

const sectionTypeNote = 7
const gnuBuildId = 3

/** Splits a note area; name and description are padded to 4 bytes in both classes, as the GNU tools write them. */
export function readNotes(area: Uint8Array, header: Pick<ElfHeader, 'endian'>): ElfNote[] {
  const read = elfWords(area, {bits: 32, endian: header.endian})
  const notes: ElfNote[] = []
  let at = 0
  while (at + 12 <= area.byteLength) {
    const nameSize = read.u32(at)
    const size = read.u32(at + 4)
    const nameAt = at + 12
    const descriptionAt = nameAt + pad4(nameSize)
    if (descriptionAt + size > area.byteLength) break
    notes.push({
      name: Buffer.from(area.subarray(nameAt, nameAt + nameSize))
        .toString('latin1')
        .replace(/\0+$/, ''),
      type: read.u32(at + 8),
      description: area.subarray(descriptionAt, descriptionAt + size),
    })
    at = descriptionAt + pad4(size)
  }
  return notes
}

/** The GNU build id in hex, from the note segments or, in a relocatable or stripped file, the note sections. */
export function buildId(bytes: Uint8Array, elf: ElfFile): string | undefined {
  const areas = [
    ...elf.segments
      .filter((segment) => segment.type === segmentTypes.note)
      .map((segment) => bytes.subarray(segment.offset, segment.offset + segment.fileSize)),
    ...elf.sections.filter((section) => section.type === sectionTypeNote).map((section) => sectionBytes(bytes, section)),
  ]
  for (const area of areas) {
    const note = readNotes(area, elf.header).find(({name, type}) => name === 'GNU' && type === gnuBuildId)
    if (note) return Buffer.from(note.description).toString('hex')
  }
  return undefined
}

function pad4(size: number): number {
  return Math.ceil(size / 4) * 4
}
