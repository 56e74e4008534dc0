const context = 3

interface Line {
  sign: ' ' | '-' | '+'
  text: string
}

/** A unified diff of two texts, as `diff -u` writes it; undefined text is a file that is not there. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  const lines = compare(split(before), split(after))
  const kept = lines.map((_, at) => lines.slice(Math.max(0, at - context), at + context + 1).some(({sign}) => sign !== ' '))
  const output = [`--- ${before === undefined ? '/dev/null' : path}`, `+++ ${after === undefined ? '/dev/null' : path}`]
  let old = 1
  let fresh = 1
  for (let at = 0; at < lines.length; ) {
    if (!kept[at]) {
      old++
      fresh++
      at++
      continue
    }
    const hunk: Line[] = []
    while (at < lines.length && kept[at]) hunk.push(lines[at++] as Line)
    const [removed, added] = ['-', '+'].map((sign) => hunk.filter((line) => line.sign === ' ' || line.sign === sign).length) as [
      number,
      number,
    ]
    output.push(
      `@@ -${removed === 0 ? 0 : old},${removed} +${added === 0 ? 0 : fresh},${added} @@`,
      ...hunk.map(({sign, text}) => sign + text),
    )
    old += removed
    fresh += added
  }
  return output.join('\n')
}

function split(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** Longest common subsequence by dynamic programming: these files have some dozen lines. */
function compare(a: readonly string[], b: readonly string[]): Line[] {
  const length = Array.from({length: a.length + 1}, () => new Array<number>(b.length + 1).fill(0))
  const at = (i: number, j: number) => length[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      (length[i] as number[])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({sign: ' ', text: a[i++] as string})
      j++
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) lines.push({sign: '-', text: a[i++] as string})
    else lines.push({sign: '+', text: b[j++] as string})
  }
  return lines
}
