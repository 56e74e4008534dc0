/** One axis of a folded name: numbers of one width (0 = not padded). */
interface Axis {
  width: number
  numbers: Set<number>
}

/** Longest run of digits that a double holds exactly; a longer one is text. */
const exactDigits = 15

/**
 * The shortest set that this finds for the names, e.g. `node[1-3],r[1-2]n[08-10]`; expanding it gives the same names
 * back. Folds in as many dimensions as the names have numbers.
 */
export function foldHosts(names: readonly string[]): string {
  const shapes = new Map<string, {literals: string[]; rows: Axis[][]}>()
  for (const name of new Set(names)) {
    const {literals, axes} = dissect(name)
    const key = `${literals.join('\0')}\u0001${axes.map((axis) => axis.width).join(',')}`
    const shape = shapes.get(key) ?? {literals, rows: []}
    shape.rows.push(axes)
    shapes.set(key, shape)
  }
  return [...shapes.values()].flatMap(({literals, rows}) => mergeRows(rows).map((row) => show(literals, row))).join(',')
}

function dissect(name: string): {literals: string[]; axes: Axis[]} {
  const literals: string[] = ['']
  const axes: Axis[] = []
  for (const part of name.split(/(\d+)/)) {
    if (!/^\d+$/.test(part) || part.length > exactDigits) {
      literals[literals.length - 1] += part
      continue
    }
    axes.push({width: part.length > 1 && part.startsWith('0') ? part.length : 0, numbers: new Set([Number(part)])})
    literals.push('')
  }
  return {literals, axes}
}

/** Joins rows that differ in one axis only, axis by axis from the right, until nothing joins any more. */
function mergeRows(rows: Axis[][]): Axis[][] {
  const dimensions = rows[0]?.length ?? 0
  let merged = rows
  for (let before = -1; before !== merged.length; ) {
    before = merged.length
    for (let axis = dimensions - 1; axis >= 0; axis--) merged = mergeAxis(merged, axis)
  }
  return merged
}

function mergeAxis(rows: Axis[][], axis: number): Axis[][] {
  const byOthers = new Map<string, {first: Axis[]; numbers: number[]}>()
  for (const row of rows) {
    const key = row.map((other, at) => (at === axis ? '' : foldNumbers(other.numbers, other.width))).join(';')
    const same = byOthers.get(key)
    if (same === undefined) byOthers.set(key, {first: row, numbers: [...(row[axis]?.numbers ?? [])]})
    else same.numbers.push(...(row[axis]?.numbers ?? []))
  }
  return [...byOthers.values()].map(({first, numbers}) => first.map((one, at) => (at === axis ? {...one, numbers: new Set(numbers)} : one)))
}

function show(literals: readonly string[], axes: readonly Axis[]): string {
  return literals.map((literal, at) => literal + (axes[at] === undefined ? '' : showAxis(axes[at]))).join('')
}

function showAxis({numbers, width}: Axis): string {
  const folded = foldNumbers(numbers, width)
  return numbers.size === 1 ? folded : `[${folded}]`
}

/** `1-3,7,9-10` for a set of numbers; each padded with zeros to `width`. */
function foldNumbers(numbers: ReadonlySet<number>, width: number): string {
  const sorted = [...numbers].sort((a, b) => a - b)
  const pad = (number: number) => String(number).padStart(width, '0')
  const runs: string[] = []
  for (let at = 0; at < sorted.length; ) {
    let end = at
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1 && sameWidth(sorted[end + 1] ?? 0, width)) end++
    const [first, last] = [sorted[at] ?? 0, sorted[end] ?? 0]
    runs.push(at === end ? pad(first) : `${pad(first)}-${pad(last)}`)
    at = end + 1
  }
  return runs.join(',')
}

/** A padded range ends where its numbers outgrow the width: `[08-99]` and `100`, as `[08-100]` could be read with either width. */
function sameWidth(number: number, width: number): boolean {
  return width === 0 || String(number).length <= width
}
