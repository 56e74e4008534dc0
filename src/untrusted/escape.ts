/**
 * Characters that a terminal executes, or that make text look like other text: control characters (C0, DEL, C1), halves of surrogate
 * pairs (bytes that are no UTF-8), bidi controls, separators of lines and paragraphs, the byte order mark, tags, and characters without
 * width that no script needs (those that join letters or emoji stay).
 */
const harmful = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{200b}\u{2060}-\u{2064}\u{feff}\u{e0000}-\u{e007f}]/gu
const short: Record<string, string> = {'\n': '\\n', '\t': '\\t', '\r': '\\r'}

/** Where a byte that is no UTF-8 was read as a half of a surrogate pair (Python's `surrogateescape`, PEP 383). */
const [byteFrom, byteTo] = [0xdc80, 0xdcff]

/** `\n` for a newline, `\x1b` up to U+00FF and for bytes that are no UTF-8, `\u202e` beyond. */
function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const code = point >= byteFrom && point <= byteTo ? point - 0xdc00 : point
  if (code <= 0xff) return short[character] ?? `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16)}` : `\\u{${code.toString(16)}}`
}

/** Text of others as a part of one line: nothing in it moves the cursor, ends the line or reorders what stands beside it. */
export function escapeText(text: string): string {
  return text.replace(harmful, escaped)
}

/** Text that ops has laid out: its newlines and tabs stay, whatever else a terminal would execute does not. */
export function escapeLines(text: string): string {
  return text.replace(harmful, (character) => (character === '\n' || character === '\t' ? character : escaped(character)))
}

/** JSON text of the same value that is safe to show: JSON itself leaves DEL, C1, bidi controls and separators as they are. */
export function escapeJson(json: string): string {
  // Most JSON is plain, and this look costs a third of the search below.
  if (!/[^\n -~]/.test(json)) return json
  return json.replace(harmful, (character) => {
    if (character === '\n') return character
    return [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
  })
}

/** Lines of which each is one line, whatever its parts are. */
export function joinLines(lines: readonly string[]): string {
  return lines.map(escapeText).join('\n')
}
