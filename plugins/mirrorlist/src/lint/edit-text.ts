import type {UrlItem, UrlList} from './url-items.ts'

export interface Edit {
  start: number
  end: number
  text: string
}

/** Takes items out of their list: their lines, or their places between the commas. Everything else stays byte for byte. */
export function removals(text: string, {items, flow}: UrlList, isGone: (item: UrlItem) => boolean): Edit[] {
  if (!flow) return items.filter(isGone).map((item) => lineOf(text, item))
  const edits: Edit[] = []
  for (let from = 0; from < items.length; from++) {
    if (!isGone(items[from] as UrlItem)) continue
    // Neighbours are removed together: two separate edits would both remove the comma between them.
    let to = from
    while (to + 1 < items.length && isGone(items[to + 1] as UrlItem)) to++
    edits.push(runOf(text, items.slice(from, to + 1), items[from - 1]))
    from = to
  }
  return edits
}

function lineOf(text: string, {start, end}: UrlItem): Edit {
  const newline = text.indexOf('\n', end)
  return {start: text.lastIndexOf('\n', start) + 1, end: newline < 0 ? text.length : newline + 1, text: ''}
}

/** Neighbours in a flow list, with the comma after them, else with the one before, unless a comment is there. */
function runOf(text: string, run: readonly UrlItem[], before: UrlItem | undefined): Edit {
  const [start, end] = [run[0]?.start ?? 0, run.at(-1)?.end ?? 0]
  const comma = /^\s*,[ \t]*/.exec(text.slice(end))
  const closes = /^\s*,?\s*\]/.test(text.slice(end))
  if (closes && before !== undefined && !text.slice(before.end, start).includes('#')) return {start: before.end, end, text: ''}
  const next = end + (comma?.[0].length ?? 0)
  // A comment has a blank before it, or is none.
  return {start, end: next, text: text[next] === '#' ? ' ' : ''}
}

/** Puts a URL before an item, in the way the list is written. */
export function insertion(text: string, {start}: UrlItem, url: string, {flow}: UrlList): Edit {
  // What needed quotes before (`[` in a flow list) needs them again.
  const quote = /["']/.exec(text[start] ?? '')?.[0] ?? ''
  const quoted = `${quote}${url}${quote}`
  if (flow) return {start, end: start, text: `${quoted}, `}
  const line = text.lastIndexOf('\n', start) + 1
  // `    - `, and the blanks of a list that begins in the middle of a line.
  const lead = text.slice(line, start)
  const indent = /^[\s-]*-\s+$/.test(lead) ? lead.replace(/-(?=.*-)/g, ' ') : '- '
  return {start: line, end: line, text: `${indent}${quoted}${text.includes('\r\n') ? '\r\n' : '\n'}`}
}

/** Edits may touch, but not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((done, {start, end, text: put}) => done.slice(0, start) + put + done.slice(end), text)
}
