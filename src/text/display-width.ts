/** Code points that a terminal draws two columns wide: W and F of Unicode Standard Annex 11, without emoji. */
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u
const emoji = /^\p{Emoji_Presentation}|^\p{Extended_Pictographic}\ufe0f|^\p{Regional_Indicator}{2}/u
/** Combining marks, format characters and control characters take no column of their own. */
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u
const plain = /^[\x20-\x7e]*$/

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length
  let columns = 0
  for (const {segment} of new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(text)) {
    if (!zeroWidth.test(segment)) columns += wide.test(segment) || emoji.test(segment) ? 2 : 1
  }
  return columns
}

/** Columns of a terminal: COLUMNS where the user set it, else what the terminal says; infinite for a file or a pipe. */
export function terminalColumns({isTTY, columns}: {isTTY?: boolean; columns?: number}, env: NodeJS.ProcessEnv): number {
  if (isTTY !== true) return Number.POSITIVE_INFINITY
  const told = Number(env['COLUMNS'])
  const known = Number.isInteger(told) && told > 0 ? told : columns
  // Some serial consoles and pseudo terminals say 0.
  return known === undefined || known <= 0 ? 80 : known
}
