import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {buildId, ElfError, machineName, readElf, runsOn} from './index.ts'

/** A file with one PT_LOAD and one PT_NOTE (build id 0xabcd), in any class and byte order. */
function sample(bits: 32 | 64, little: boolean): Uint8Array {
  const bytes = new Uint8Array(512)
  const view = new DataView(bytes.buffer)
  const wide = bits === 64
  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1])
  const word = (at: number, value: number) => (wide ? view.setBigUint64(at, BigInt(value), little) : view.setUint32(at, value, little))
  view.setUint16(16, 2, little)
  view.setUint16(18, 21, little)
  word(24, 0x400000)
  const headerSize = wide ? 64 : 52
  const entry = wide ? 56 : 32
  word(wide ? 32 : 28, headerSize)
  const tail = wide ? 52 : 40
  view.setUint16(tail + 2, entry, little)
  view.setUint16(tail + 4, 2, little)
  const segment = (at: number, type: number, offset: number, address: number, size: number) => {
    view.setUint32(at, type, little)
    view.setUint32(wide ? at + 4 : at + 24, 5, little)
    const first = wide ? at + 8 : at + 4
    for (const [index, value] of [offset, address, address, size, size].entries()) word(first + index * (wide ? 8 : 4), value)
  }
  segment(headerSize, 1, 256, 0x400000, 64)
  segment(headerSize + entry, 4, 320, 0x500000, 20)
  view.setUint32(320, 4, little)
  view.setUint32(324, 2, little)
  view.setUint32(328, 3, little)
  bytes.set([0x47, 0x4e, 0x55, 0, 0xab, 0xcd], 332)
  return bytes
}

describe('readElf', () => {
  test.each([
    [32, true],
    [32, false],
    [64, true],
    [64, false],
  ] as const)('reads class %i, little-endian %s', (bits, little) => {
    const bytes = sample(bits, little)
    const elf = readElf(bytes)
    expect(elf.header).toMatchObject({bits, endian: little ? 'little' : 'big', type: 2, machine: 21, entry: 0x400000n})
    expect(elf.segments[0]).toMatchObject({
      type: 1,
      flags: 5,
      offset: 256,
      virtualAddress: 0x400000n,
      physicalAddress: 0x400000n,
      fileSize: 64,
      memorySize: 64n,
    })
    expect(buildId(bytes, elf)).toBe('abcd')
  })

  test('reads the program that runs this test', () => {
    const bytes = readFileSync(process.execPath)
    const elf = readElf(bytes)
    expect(runsOn(elf.header, {x64: 'x86_64', arm64: 'aarch64', ppc64: 'ppc64le'}[process.arch as string] ?? process.arch)).toBe(true)
    expect(elf.sections.find(({name}) => name === '.text')?.size).toBeGreaterThan(1_000_000)
  })

  test('any bytes give ElfError or a result, never another exception', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(sample(32, true), sample(64, false)),
        fc.array(fc.tuple(fc.nat(511), fc.nat(255)), {maxLength: 24}),
        fc.nat(512),
        (good, pokes, length) => {
          const bytes = good.slice(0, length)
          for (const [at, value] of pokes) if (at > 5 && at < length) bytes[at] = value
          try {
            readElf(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(ElfError)
          }
        },
      ),
    )
  })
})

test('machineName distinguishes the byte orders of 64-bit PowerPC', () => {
  expect(machineName({machine: 21, endian: 'big', bits: 64})).toBe('ppc64')
  expect(machineName({machine: 21, endian: 'little', bits: 64})).toBe('ppc64le')
  expect(runsOn({machine: 21, endian: 'little', bits: 64}, 'ppc64')).toBe(false)
  expect(runsOn({machine: 20, endian: 'big', bits: 32}, 'ppc64')).toBe(true)
})
