/** The bytes are not a valid ELF file; the message continues a sentence about the file: `is not an ELF file`. */
export class ElfError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ElfError'
  }
}
