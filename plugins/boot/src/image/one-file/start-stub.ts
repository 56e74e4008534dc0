import type {ElfHeader} from '../../elf/index.ts'

export interface StubTargets {
  /** Where the stub itself is loaded. */
  address: number
  initrd: {address: number; size: number}
  /** First instruction of the kernel. */
  kernel: number
}

/**
 * Code that the firmware starts instead of the kernel. Linux takes its initrd from r3 (address) and r4 (size) when Open
 * Firmware starts it (arch/powerpc/kernel/prom_init.c, prom_check_initrd), and the firmware's entry from r5, which the
 * stub leaves alone. Big-endian 64-bit programs are entered through a function descriptor (64-bit PowerPC ELF ABI 1):
 * code address, then the TOC pointer; it follows the code.
 */
export function startStub(
  header: Pick<ElfHeader, 'bits' | 'endian'>,
  {address, initrd, kernel}: StubTargets,
): {bytes: Buffer; entry: number} {
  const counter = 12
  const code = encodeWords(
    [
      ...power.load(3, initrd.address),
      ...power.load(4, initrd.size),
      ...power.load(counter, kernel),
      power.moveToCounter(counter),
      power.branchToCounter,
    ],
    header.endian,
  )
  if (header.bits === 32 || header.endian === 'little') return {bytes: code, entry: address}
  const descriptor = Buffer.alloc(24)
  descriptor.writeBigUInt64BE(BigInt(address), 0)
  return {bytes: Buffer.concat([code, descriptor]), entry: address + code.length}
}

/** The few PowerPC instructions (Power ISA, book I) that a start-up stub is made of. Registers are 0 to 31. */
export const power = {
  /** Puts an address below 2 GiB into a register: lis, ori. */
  load: (register: number, value: number): number[] => [
    (0x3c000000 | (register << 21) | (value >>> 16)) >>> 0,
    (0x60000000 | (register << 21) | (register << 16) | (value & 0xffff)) >>> 0,
  ],
  moveToCounter: (register: number): number => (0x7c0903a6 | (register << 21)) >>> 0,
  branchToCounter: 0x4e800420,
} as const

/** Puts instructions or 32-bit words into bytes, in the byte order of the program. */
export function encodeWords(words: readonly number[], endian: 'little' | 'big'): Buffer {
  const bytes = Buffer.alloc(words.length * 4)
  for (const [index, word] of words.entries()) {
    if (endian === 'little') bytes.writeUInt32LE(word >>> 0, index * 4)
    else bytes.writeUInt32BE(word >>> 0, index * 4)
  }
  return bytes
}
