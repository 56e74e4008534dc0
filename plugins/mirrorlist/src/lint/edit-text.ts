import type {UrlItem} from './url-items.ts'

export interface Edit {
  start: number
  end: number
  text: string
}

/** Takes an item out of its list: its line, or its place between the commas. Everything else stays byte for byte. */
export function removal(text: string, {start, end, flow}: UrlItem): Edit {
  if (!flow) {
    const newline = text.indexOf('\n', end)
    return {start: text.lastIndexOf('\n', start) + 1, end: newline < 0 ? text.length : newline + 1, text: ''}
  }
  const after = /^\s*,\s*/.exec(text.slice(end))
  if (after !== null) return {start, end: end + after[0].length, text: ''}
  const before = /,\s*$/.exec(text.slice(0, start))
  return {start: start - (before?.[0].length ?? 0), end, text: ''}
}

/** Puts a URL before an item, in the way the list is written. */
export function insertion(text: string, {start, flow}: UrlItem, url: string): Edit {
  if (flow) return {start, end: start, text: `${url}, `}
  const line = text.lastIndexOf('\n', start) + 1
  // `    - `, and the blanks of a list that begins in the middle of a line.
  const lead = text.slice(line, start)
  const indent = /^[\s-]*-\s+$/.test(lead) ? lead.replace(/-(?=.*-)/g, ' ') : '- '
  return {start: line, end: line, text: `${indent}${url}\n`}
}

/** Edits may touch, but not overlap. */
export function apply(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((done, {start, end, text: put}) => done.slice(0, start) + put + done.slice(end), text)
}
