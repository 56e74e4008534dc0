import {ElfError, type ElfFile, machines, readElf, segmentTypes} from '../../elf/index.ts'
import {startStub} from './start-stub.ts'
import {type LoadedPiece, writeElf} from './write-elf.ts'

/** Load address of a Linux ELF file: above the firmware's low memory, as in the kernel's zImage (arch/powerpc/boot). */
export const kernelAddress = 0x400000
const megabyte = 0x100000
const stubSpace = 0x1000
/** Address where SLOF keeps the fetched file before it loads the segments (`load-base`, pseries). */
export const slofLoadBase = 0x4000

/**
 * Combines a PowerPC kernel (vmlinux) and its initrd into one ELF file, for firmware that fetches exactly one file. The
 * kernel's code is unchanged: its segments get physical addresses, and a stub before the initrd passes the initrd's address
 * to the kernel. Throws ElfError when the kernel cannot be packed.
 *
 * Firmware copies the segments out of the fetched file one after the other, so a segment must not overwrite segments that
 * follow: the initrd's segment is the first, at an address above the kernel and above the fetched file.
 */
export function oneFileImage(kernel: Uint8Array, initrd: Uint8Array, loadBase = slofLoadBase): Buffer {
  const elf = readElf(kernel)
  const {pieces, entry} = kernelPieces(kernel, elf)
  const fileSize = kernel.length + initrd.length + 16 * stubSpace
  const end = Math.max(loadBase + fileSize, ...pieces.map((piece) => piece.address + piece.memorySize))
  const stubAt = Math.ceil(end / megabyte) * megabyte
  const initrdAt = stubAt + stubSpace
  const stub = startStub(elf.header, {address: stubAt, initrd: {address: initrdAt, size: initrd.length}, kernel: entry})
  const bytes = Buffer.concat([stub.bytes, Buffer.alloc(stubSpace - stub.bytes.length), initrd])
  return writeElf(elf.header, stub.entry, [{address: stubAt, bytes, memorySize: bytes.length}, ...pieces])
}

function kernelPieces(kernel: Uint8Array, elf: ElfFile): {pieces: LoadedPiece[]; entry: number} {
  const {machine} = elf.header
  if (machine !== machines.ppc && machine !== machines.ppc64) throw new ElfError('is not a PowerPC kernel')
  const loads = elf.segments.filter((segment) => segment.type === segmentTypes.load && segment.memorySize > 0n)
  const first = loads
    .map((segment) => segment.virtualAddress)
    .reduce((low, address) => (address < low ? address : low), loads[0]?.virtualAddress ?? 0n)
  if (loads.length === 0) throw new ElfError('has nothing to load')
  // vmlinux is linked at 0xc000000000000000 and moves itself; a program linked low stays where it was linked.
  const place = (address: bigint) => Number(first >= 0x80000000n || first === 0n ? address - first + BigInt(kernelAddress) : address)
  const pieces = loads.map((segment) => {
    if (segment.offset + segment.fileSize > kernel.length) throw new ElfError('ends inside a segment')
    return {
      address: place(segment.virtualAddress),
      bytes: kernel.subarray(segment.offset, segment.offset + segment.fileSize),
      memorySize: Number(segment.memorySize),
    }
  })
  return {pieces, entry: place(elf.header.entry)}
}
