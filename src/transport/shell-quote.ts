/**
 * One argv as the text that a POSIX shell reads back as exactly that argv. The ssh protocol has only text: this is the
 * single place where argv becomes text. NUL cannot be passed and is refused.
 */
export function shellQuote(argv: readonly string[]): string {
  return argv
    .map((word) => {
      if (word.includes('\0')) throw new TypeError('A NUL byte cannot be part of a command.')
      return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
    })
    .join(' ')
}
