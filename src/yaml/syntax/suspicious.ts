import type {Mistake} from './mistake.ts'

/** What YAML reads as plain text, and nobody means as one. `at` is the offset of the text. */
export function suspiciousText(text: string, at: number): Mistake | undefined {
  const [quote] = /^[\u2018-\u201f]/.exec(text) ?? []
  if (quote !== undefined)
    return {at, message: `the quote ${quote} is no quote of YAML, but a letter of the text.`, hint: 'Write "…" with straight quotes.'}
  if (!text.includes('\n')) return undefined
  // A text over several lines whose further lines begin as entries of a list.
  const [before] = /^[^\n]*(?:\n(?![ \t]*-)[^\n]*)*\n[ \t]*(?=-(?:[ \t\r\n]|$))/.exec(text) ?? []
  if (before !== undefined) {
    return {
      at: at + before.length,
      message: 'this list entry is indented further than the text before it, and continues that text.',
      hint: 'Begin it in the column of the entries before it.',
    }
  }
  if (/^-\S/.test(text) && text.split('\n').every((line) => /^[ \t]*-\S/.test(line))) {
    const first = text.slice(1, text.indexOf('\n')).trim()
    return {at, message: 'a blank is missing after "-".', hint: `Write - ${first}`}
  }
  return undefined
}

/** `web1:{address: a}` is a key called `web1:{address`. */
export function suspiciousKey(key: string): {name: string; message: string; hint: string} | undefined {
  const [found, name = ''] = /^([^:]+):[{["']/.exec(key) ?? []
  if (found === undefined) return undefined
  return {name, message: `a blank is missing after "${name}:".`, hint: 'Put a blank between the colon and what follows.'}
}

/** What the plain reader leaves to the full one because of it. */
export const maybeSuspiciousKey = /:[{["']/
