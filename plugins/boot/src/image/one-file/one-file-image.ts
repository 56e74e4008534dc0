import {ElfError, type ElfFile, machines, readElf, segmentTypes} from '../../elf/index.ts'
import {startStub} from './start-stub.ts'
import {type LoadedPiece, writeElf} from './write-elf.ts'

/** Where a Linux ELF is put: above the firmware's own low memory, as the kernel's zImage does (arch/powerpc/boot). */
export const kernelAddress = 0x400000
const megabyte = 0x100000
const stubSpace = 0x1000
/** Where SLOF keeps the file that it fetched, before it puts the segments in their places (`load-base`, pseries). */
export const slofLoadBase = 0x4000

/**
 * Makes one ELF file of a PowerPC kernel (vmlinux) and its initrd, for firmware that fetches exactly one file. The
 * kernel's own code is not changed: its segments are given physical addresses, and a stub that tells it where the
 * initrd lies is added in front of the initrd. Throws ElfError when the kernel cannot be packed.
 *
 * Firmware moves one segment after the other out of the fetched file, so a segment must not land on what has not been
 * moved yet: the initrd's segment stands first, and its place is above the kernel's and above the fetched file.
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
