import {foldHosts} from '../hostset/fold.ts'
import {type Untrusted, escapeText} from '../untrusted/index.ts'
import {displayWidth} from './display-width.ts'
import {longestPiece, wrapText} from './wrap-text.ts'

export interface Gathered {
  host: string
  text: string
  exit: number
}

/** Merges hosts with the same output and the same exit code under one folded set, first host's order kept. */
export function gather(outputs: readonly Gathered[]): string {
  const groups = new Map<string, {hosts: string[]; text: string}>()
  for (const {host, text, exit} of outputs) {
    const key = `${exit}\0${text}`
    const group = groups.get(key) ?? {hosts: [], text: escapeText(text)}
    group.hosts.push(host)
    groups.set(key, group)
  }
  return [...groups.values()].map(({hosts, text}) => `${foldHosts(hosts)}: ${text}`).join('\n')
}

type Row = readonly string[]
/** A cell is one line, whatever it holds. */
type Cells = readonly (string | Untrusted)[]

/** Widths that a column keeps when others can give way: states, times, counts and names read better whole. The second where that is not enough. */
const narrow = [20, 8]
const gap = '  '
const indent = '    '

/** Columns aligned by width, two spaces between; see `tableRows` for a terminal of `columns`. */
export function table(cells: readonly Cells[], header?: Row, columns: number = Number.POSITIVE_INFINITY): string {
  const rows = cells.map(toLines)
  const all = header === undefined ? rows : [header, ...rows]
  const widths = fitWidths(all, columns)
  if (widths === undefined && header !== undefined) return rows.map((row) => stack(row, header, columns)).join('\n\n')
  return tableRows(all, columns).join('\n')
}

/**
 * One text per row. Nothing is cut off where a row does not fit into `columns`: the widest columns of several words are wrapped inside of
 * their column, and where even that does not fit, each row is wrapped at its cells. A word (name, id, path, address) always stays whole.
 */
export function tableRows(cells: readonly Cells[], columns: number = Number.POSITIVE_INFINITY): string[] {
  const rows = cells.map(toLines)
  const widths = fitWidths(rows, columns)
  return rows.map((row) => (widths === undefined ? flow(row, columns) : align(row, widths)))
}

function toLines(row: Cells): Row {
  return row.map((cell) => (typeof cell === 'string' ? escapeText(cell) : `${cell}`))
}

/** Widths of the columns; undefined when they do not fit even after wrapping. */
function fitWidths(rows: readonly Row[], columns: number): number[] | undefined {
  for (const least of narrow) {
    const widths = shrinkWidths(rows, columns, least)
    if (widths !== undefined) return widths
  }
  return undefined
}

function shrinkWidths(rows: readonly Row[], columns: number, narrowest: number): number[] | undefined {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const each = (width: (cell: string) => number) =>
    Array.from({length: count}, (_, at) => rows.reduce((most, row) => Math.max(most, width(row[at] ?? '')), 0))
  const widths = each(displayWidth)
  let excess = widths.reduce((sum, width) => sum + width, 0) + gap.length * Math.max(0, count - 1) - columns
  if (excess <= 0) return widths
  const least = each(longestPiece).map((piece, at) => Math.min(widths[at] ?? 0, Math.max(piece, narrowest)))
  for (; excess > 0; excess -= 1) {
    const spare = widths.map((width, at) => (width > (least[at] ?? 0) ? width : 0))
    const widest = spare.indexOf(Math.max(...spare))
    if (!spare[widest]) return undefined
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function align(row: Row, widths: readonly number[]): string {
  const cells = row.map((cell, at) => wrapText(cell, widths[at] ?? 0))
  const height = Math.max(1, ...cells.map((lines) => lines.length))
  return Array.from({length: height}, (_, line) =>
    cells
      .map((lines, at) => {
        const text = lines[line] ?? ''
        return text + ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(text)))
      })
      .join(gap)
      .trimEnd(),
  ).join('\n')
}

/** The cells one after the other, further lines indented. */
function flow(row: Row, columns: number): string {
  const lines = ['']
  for (const piece of row.filter((cell) => cell !== '').flatMap((cell) => wrapText(cell, columns - indent.length))) {
    const line = lines.at(-1) ?? ''
    const joined = line === '' ? piece : `${line}${gap}${piece}`
    if (line === '' || displayWidth(joined) <= columns) lines[lines.length - 1] = joined
    else lines.push(indent + piece)
  }
  return lines.join('\n')
}

/** A line for each cell, after the name of its column. */
function stack(row: Row, header: Row, columns: number): string {
  const width = Math.max(...header.map(displayWidth))
  const left = Math.max(8, columns - width - gap.length)
  return row
    .flatMap((cell, at) => (cell === '' ? [] : [align([header[at] ?? '', wrapText(cell, left).join('\n')], [width, left])]))
    .join('\n')
}
