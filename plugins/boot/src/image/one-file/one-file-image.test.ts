import {ElfError, readElf} from '../../elf/index.ts'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {oneFileImage, slofLoadBase} from './one-file-image.ts'
import {writeElf} from './write-elf.ts'

/** A kernel as Linux links it: at 0xc000000000000000, loaded at 0. */
function vmlinux(endian: 'little' | 'big', size: number, bss: number): Buffer {
  const elf = writeElf({bits: 64, endian, machine: 21, flags: endian === 'big' ? 1 : 2}, 0, [
    {address: 0, bytes: Buffer.alloc(size, 7), memorySize: size + bss},
  ])
  const write = endian === 'big' ? elf.writeBigUInt64BE.bind(elf) : elf.writeBigUInt64LE.bind(elf)
  write(0xc000000000000000n, 24)
  write(0xc000000000000000n, 64 + 16)
  return elf
}

test('the kernel is put at 4 MiB, the initrd above it and above the fetched file, and nothing overlaps', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('little' as const, 'big' as const),
      fc.integer({min: 64, max: 200_000}),
      fc.nat(8_000_000),
      fc.uint8Array({minLength: 1, maxLength: 5000}),
      (endian, size, bss, initrd) => {
        const image = oneFileImage(vmlinux(endian, size, bss), initrd)
        const elf = readElf(image)
        const [extra, kernel] = elf.segments
        if (extra === undefined || kernel === undefined) throw new Error('two segments were expected')
        expect(elf.segments.every((one) => one.virtualAddress === one.physicalAddress)).toBe(true)
        expect(kernel.virtualAddress).toBe(0x400000n)
        expect(extra.virtualAddress).toBeGreaterThanOrEqual(kernel.virtualAddress + kernel.memorySize)
        // Moving the initrd's segment must not hit the kernel's, which still lies in the fetched file.
        expect(extra.virtualAddress).toBeGreaterThanOrEqual(BigInt(slofLoadBase + image.length))
        expect(Buffer.from(image.subarray(extra.offset + 0x1000, extra.offset + extra.fileSize)).equals(Buffer.from(initrd))).toBe(true)
        const stub = image.subarray(extra.offset)
        const half = (at: number) => (endian === 'big' ? stub.readUInt16BE(at + 2) : stub.readUInt16LE(at))
        const loaded = (at: number) => half(at) * 65_536 + half(at + 4)
        expect(loaded(0)).toBe(Number(extra.virtualAddress) + 0x1000)
        expect(loaded(8)).toBe(initrd.length)
        expect(loaded(16)).toBe(0x400000)
      },
    ),
    {numRuns: 40},
  )
})

test('big-endian programs are entered through a function descriptor, little-endian ones directly', () => {
  const big = oneFileImage(vmlinux('big', 64, 0), Buffer.from('x'))
  const {header, segments} = readElf(big)
  const descriptor = (segments[0]?.offset ?? 0) + Number(header.entry - (segments[0]?.virtualAddress ?? 0n))
  expect(big.readBigUInt64BE(descriptor)).toBe(segments[0]?.virtualAddress)
  const little = readElf(oneFileImage(vmlinux('little', 64, 0), Buffer.from('x')))
  expect(little.header.entry).toBe(little.segments[0]?.virtualAddress)
})

test('a file that is not a PowerPC kernel is refused', () => {
  expect(() => oneFileImage(Buffer.from('nothing'), Buffer.from('x'))).toThrow(ElfError)
  const x86 = writeElf({bits: 64, endian: 'little', machine: 62, flags: 0}, 0x400000, [
    {address: 0x400000, bytes: Buffer.alloc(8), memorySize: 8},
  ])
  expect(() => oneFileImage(x86, Buffer.from('x'))).toThrow('is not a PowerPC kernel')
})
