import {type ElfHeader, readElfHeader} from './header.ts'
import {type ElfSegment, readSegments} from './segments.ts'
import {type ElfSection, readSections} from './sections.ts'

/** The tables of an ELF file; offsets count from the file's first byte. */
export interface ElfFile {
  header: ElfHeader
  segments: ElfSegment[]
  sections: ElfSection[]
}

/** Reads headers, program headers and section headers. Throws ElfError on anything that is not a whole ELF file. */
export function readElf(bytes: Uint8Array): ElfFile {
  const header = readElfHeader(bytes)
  return {header, segments: readSegments(bytes, header), sections: readSections(bytes, header)}
}
