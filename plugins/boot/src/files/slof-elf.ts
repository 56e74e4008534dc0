import {type ElfHeader, ElfError, type ElfSegment, machines, readElfHeader, readSegments, segmentTypes} from '../elf/index.ts'
import type {Patch} from './layered-source.ts'

/** Load address above SLOF's own 4 MiB; measured with Debian's ppc64le kernels under QEMU's pseries. */
const loadAddress = 0x400000n

/**
 * Patches that make SLOF start a ppc64 Linux `vmlinux`. SLOF refuses an ELF file whose p_vaddr differs from its
 * p_paddr (`ELF64: VirtAddr != PhysAddr`), and a kernel is linked at 0xc000000000000000. The kernel is relocatable, so the
 * entry point and both addresses of each PT_LOAD are moved to 4 MiB. Empty when nothing has to change; `first` holds the
 * first 4 KiB of the file.
 */
export function slofPatches(first: Buffer): Patch[] {
  let header: ElfHeader
  let loads: ElfSegment[]
  try {
    header = readElfHeader(first)
    loads = readSegments(first, header).filter(({type}) => type === segmentTypes.load)
  } catch (error) {
    if (error instanceof ElfError) return []
    throw error
  }
  const [lowest] = loads
  const isKernel = header.bits === 64 && header.machine === machines.ppc64
  if (!isKernel || lowest === undefined || loads.every((load) => load.virtualAddress === load.physicalAddress)) return []
  // Not linked like a kernel: after the move its entry point would lie outside of it.
  if (header.entry < lowest.virtualAddress) return []
  const word = (offset: number, value: bigint): Patch => {
    const bytes = Buffer.alloc(8)
    if (header.endian === 'little') bytes.writeBigUInt64LE(value)
    else bytes.writeBigUInt64BE(value)
    return {offset, bytes}
  }
  // Elf64_Ehdr: e_entry at 24. Elf64_Phdr: p_vaddr at 16, p_paddr at 24.
  const moved = loads.flatMap((load) => {
    const address = loadAddress + (load.virtualAddress - lowest.virtualAddress)
    return [word(load.headerAt + 16, address), word(load.headerAt + 24, address)]
  })
  return [word(24, loadAddress + (header.entry - lowest.virtualAddress)), ...moved]
}
