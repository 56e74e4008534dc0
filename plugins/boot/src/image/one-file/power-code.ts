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
