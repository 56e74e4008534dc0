/** `1-3,7,9-10` for a set of numbers; each padded with zeros to `width`. */
export function foldNumbers(numbers: ReadonlySet<number>, width: number): string {
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

/** A padded range must not run past its width: `[08-10]` pads, `[98-100]` of width 2 would read back the same, but `08-100` is unclear. */
function sameWidth(number: number, width: number): boolean {
  return width === 0 || String(number).length <= width
}
