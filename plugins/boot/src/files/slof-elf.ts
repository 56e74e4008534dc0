import {type ElfHeader, ElfError, type ElfSegment, machines, readElfHeader, readSegments, segmentTypes} from '../elf/index.ts'
import type {Patch} from './layered-source.ts'

/** Where SLOF may load: above its own 4 MiB. Measured with Debian's ppc64le kernels under QEMU's pseries. */
const loadAddress = 0x400000n

/**
 * What has to change in a ppc64 Linux `vmlinux` so that SLOF starts it: SLOF refuses an ELF whose p_vaddr is not its
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
  // Not as a kernel is linked: moved, its entry point would lie outside of it.
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
