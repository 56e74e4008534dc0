/** The bytes are not the ELF file that they should be; the message is the end of a sentence: `is not an ELF file`. */
export class ElfError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ElfError'
  }
}
