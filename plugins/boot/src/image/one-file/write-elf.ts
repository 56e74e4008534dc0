import type {ElfHeader} from '../../elf/index.ts'

/** A segment of the program: bytes loaded at an address, followed by zeroed memory. */
export interface LoadedPiece {
  address: number
  bytes: Uint8Array
  memorySize: number
}

/** Writes an executable ELF file in which every p_paddr equals p_vaddr, as SLOF requires. */
export function writeElf(
  header: Pick<ElfHeader, 'bits' | 'endian' | 'machine' | 'flags'>,
  entry: number,
  pieces: readonly LoadedPiece[],
): Buffer {
  const wide = header.bits === 64
  const little = header.endian === 'little'
  const [headerSize, rowSize, wordSize] = wide ? [64, 56, 8] : [52, 32, 4]
  const head = Buffer.alloc(headerSize + rowSize * pieces.length)
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const half = (at: number, value: number) => view.setUint16(at, value, little)
  const single = (at: number, value: number) => view.setUint32(at, value, little)
  const word = (at: number, value: number) => (wide ? view.setBigUint64(at, BigInt(value), little) : single(at, value))
  head.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1])
  half(16, 2) // ET_EXEC
  half(18, header.machine)
  single(20, 1)
  word(24, entry)
  word(24 + wordSize, headerSize)
  const tail = wide ? 48 : 36
  single(tail, header.flags)
  for (const [index, value] of [headerSize, rowSize, pieces.length].entries()) half(tail + 4 + 2 * index, value)

  const parts: Uint8Array[] = [head]
  let offset = head.length
  for (const [index, piece] of pieces.entries()) {
    const gap = (pageSize - (offset % pageSize)) % pageSize
    parts.push(Buffer.alloc(gap), piece.bytes)
    offset += gap
    const row = headerSize + index * rowSize
    single(row, 1) // PT_LOAD
    single(wide ? row + 4 : row + 24, 7)
    for (const [column, value] of [offset, piece.address, piece.address, piece.bytes.length, piece.memorySize].entries())
      word(row + (wide ? 8 : 4) + column * wordSize, value)
    word(wide ? row + 48 : row + 28, pageSize)
    offset += piece.bytes.length
  }
  return Buffer.concat(parts)
}

const pageSize = 0x1000
