import type {ElfHeader} from '../../elf/index.ts'
import {encodeWords, power} from './power-code.ts'

export interface StubTargets {
  /** Where the stub itself is loaded. */
  address: number
  initrd: {address: number; size: number}
  /** First instruction of the kernel. */
  kernel: number
}

/**
 * What the firmware starts instead of the kernel. Linux takes its initrd from r3 (address) and r4 (size) when Open
 * Firmware starts it (arch/powerpc/kernel/prom_init.c, prom_check_initrd), and the firmware's entry from r5, which the
 * stub leaves alone. Big-endian 64-bit programs are entered through a function descriptor (64-bit PowerPC ELF ABI 1):
 * code address, then the TOC pointer; it stands behind the code.
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
