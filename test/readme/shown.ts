/** A command that the README shows, and the lines that it says are printed. */
export interface Shown {
  command: string
  lines: string[]
}

/** The `$ command` lines of the README's console blocks with what stands below them; a line `…` stands for any lines. */
export function shownCommands(readme: string): Shown[] {
  const blocks = [...readme.matchAll(/^```console\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '')
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...lines] = part.trimEnd().split('\n')
        return {command, lines: lines.filter((line) => line.trim() !== '' && line.trim() !== '…')}
      }),
  )
}

/** A line without what differs from run to run: numbers and their plurals, times, run ids, widths. */
export function essence(line: string): string {
  return line
    .replace(/\b\d{8}-\d{4}-\w{4}\b/g, 'RUN')
    .replace(/\d+([.:]\d+)*/g, 'N')
    .replace(/\bN (ms|s)\b/g, 'N s')
    .replace(/\bN ([a-z]+?)s?\b/g, 'N $1')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The shown lines that the output lacks, or has in another order. */
export function missingLines(lines: readonly string[], output: string): string[] {
  const printed = output.split('\n').map(essence)
  let from = 0
  return lines.filter((line) => {
    const at = printed.indexOf(essence(line), from)
    if (at < 0) return true
    from = at + 1
    return false
  })
}
