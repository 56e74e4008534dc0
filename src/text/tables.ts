import {foldHosts} from '../hostset/index.ts'

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
    const group = groups.get(key) ?? {hosts: [], text}
    group.hosts.push(host)
    groups.set(key, group)
  }
  return [...groups.values()].map(({hosts, text}) => `${foldHosts(hosts)}: ${text}`).join('\n')
}

/** Columns aligned by width, two spaces between; the last column is not padded. */
export function table(rows: readonly (readonly string[])[], header?: readonly string[]): string {
  const all = header === undefined ? rows : [header, ...rows]
  const widths: number[] = []
  for (const row of all) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  }
  return all
    .map((row) =>
      row
        .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
