/** Text from a phone, safe for a terminal: control characters and bytes that are no text become \xNN. */
export function escapeControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are replaced.
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|[\ud800-\udfff]/gu, (char) => {
    const code = char.charCodeAt(0) & 0xff
    return `\\x${code.toString(16).padStart(2, '0')}`
  })
}
