import type {ElfHeader} from './header.ts'

/** EM_* numbers of the supported machines. */
export const machines = {i386: 3, ppc: 20, ppc64: 21, s390: 22, arm: 40, x86_64: 62, aarch64: 183, riscv: 243} as const

/** The machine as `uname -m` would call it, byte order included: ppc64 is big-endian, ppc64le little. */
export function machineName(header: Pick<ElfHeader, 'machine' | 'endian' | 'bits'>): string {
  const big = header.endian === 'big'
  switch (header.machine) {
    case machines.i386:
      return 'i686'
    case machines.ppc:
      return big ? 'ppc' : 'ppcle'
    case machines.ppc64:
      return big ? 'ppc64' : 'ppc64le'
    case machines.s390:
      return header.bits === 64 ? 's390x' : 's390'
    case machines.arm:
      return big ? 'armeb' : 'armv7l'
    case machines.x86_64:
      return 'x86_64'
    case machines.aarch64:
      return big ? 'aarch64_be' : 'aarch64'
    case machines.riscv:
      return header.bits === 64 ? 'riscv64' : 'riscv32'
    default:
      return `machine ${header.machine}`
  }
}

/** Whether a machine of that `uname -m` name runs programs of that ELF header natively. */
export function runsOn(header: Pick<ElfHeader, 'machine' | 'endian' | 'bits'>, arch: string): boolean {
  const name = machineName(header)
  const also: Record<string, string[]> = {x86_64: ['i686'], ppc64: ['ppc'], aarch64: ['armv7l'], s390x: ['s390']}
  return name === arch || (also[arch]?.includes(name) ?? false)
}
