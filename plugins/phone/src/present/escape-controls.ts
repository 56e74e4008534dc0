/** What a phone says, for a terminal: characters that would steer it, and bytes that are no text, are written out. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is written out.
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|[\ud800-\udfff]/gu, (char) => {
    const code = char.charCodeAt(0) & 0xff
    return `\\x${code.toString(16).padStart(2, '0')}`
  })
}
