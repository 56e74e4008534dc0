/** What the beginning of a kernel image holds, by offset: bytes in hexadecimal. */
const formats: readonly {name: string; at: number; hex: string}[] = [
  {name: 'ELF', at: 0, hex: '7f454c46'},
  {name: 'x86 bzImage', at: 0x202, hex: '48647253'},
  {name: 'EFI', at: 0, hex: '4d5a'},
  {name: 'arm64 Image', at: 56, hex: '41524d64'},
  {name: 'ARM zImage', at: 0x24, hex: '18286f01'},
  {name: 'RISC-V Image', at: 56, hex: '52534305'},
  {name: 'U-Boot image', at: 0, hex: '27051956'},
  {name: 'FIT', at: 0, hex: 'd00dfeed'},
  {name: 'Android boot image', at: 0, hex: '414e44524f494421'},
  {name: 'gzip', at: 0, hex: '1f8b'},
  {name: 'xz', at: 0, hex: 'fd377a585a00'},
  {name: 'zstd', at: 0, hex: '28b52ffd'},
  {name: 'LZ4', at: 0, hex: '02214c18'},
]

/** The format of a kernel image; undefined when its bytes are of none. */
export function kernelFormat(bytes: Buffer): string | undefined {
  return formats.find(({at, hex}) => bytes.toString('hex', at, at + hex.length / 2) === hex)?.name
}

/** For sentences. */
export const kernelFormats = formats.map(({name}) => name).join(', ')
