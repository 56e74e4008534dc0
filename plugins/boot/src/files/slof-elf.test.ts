import {expect, test} from 'vitest'
import {slofPatches} from './slof-elf.ts'

const linkedAt = 0xc000000000000000n

/** The first 4 KiB of a little-endian ppc64 ELF with one PT_LOAD (elf(5)). */
function elf({entry, virtual, physical}: {entry: bigint; virtual: bigint; physical: bigint}): Buffer {
  const bytes = Buffer.alloc(4096)
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  bytes.writeUInt16LE(2, 16)
  bytes.writeUInt16LE(21, 18)
  bytes.writeUInt32LE(1, 20)
  bytes.writeBigUInt64LE(entry, 24)
  bytes.writeBigUInt64LE(64n, 32)
  for (const [at, value] of [
    [52, 64],
    [54, 56],
    [56, 1],
  ] as const)
    bytes.writeUInt16LE(value, at)
  bytes.writeUInt32LE(1, 64)
  bytes.writeBigUInt64LE(virtual, 64 + 16)
  bytes.writeBigUInt64LE(physical, 64 + 24)
  return bytes
}

test('a kernel linked high is moved to where SLOF loads: entry point and both addresses', () => {
  const patches = slofPatches(elf({entry: linkedAt + 0x100n, virtual: linkedAt, physical: 0n}))
  expect(patches.map(({offset, bytes}) => [offset, Buffer.from(bytes).readBigUInt64LE()])).toEqual([
    [24, 0x400100n],
    [80, 0x400000n],
    [88, 0x400000n],
  ])
})

test.each([
  ['one that SLOF takes as it is', elf({entry: 0x400000n, virtual: 0x400000n, physical: 0x400000n})],
  ['one whose entry point lies outside of it', elf({entry: 0x100n, virtual: linkedAt, physical: 0n})],
  ['no ELF at all', Buffer.alloc(4096)],
])('%s is left alone', (_, first) => {
  expect(slofPatches(first)).toEqual([])
})
