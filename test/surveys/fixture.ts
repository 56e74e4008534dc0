/** A survey of a real machine, and what is known about the machine. */
export interface Fixture {
  /** What it is, with its Debian release. */
  machine: string
  /** The work that was put on it; undefined for a machine that is idle. */
  planted?: string
  /** What one of the findings must contain; undefined for a machine that is idle. */
  finds?: RegExp
  /** The survey as the machine printed it. */
  survey: string
}

const separator = '\n----\n'

export function writeFixture({machine, planted, finds, survey}: Fixture): string {
  const head = [
    `machine: ${machine}`,
    ...(planted === undefined ? [] : [`planted: ${planted}`]),
    ...(finds === undefined ? [] : [`finds: ${finds.source}`]),
  ]
  return `${head.join('\n')}${separator}${survey}`
}

export function readFixture(text: string): Fixture {
  const at = text.indexOf(separator)
  const head = new Map(
    text
      .slice(0, at)
      .split('\n')
      .map((line) => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)] as const),
  )
  const [machine, planted, finds] = ['machine', 'planted', 'finds'].map((key) => head.get(key))
  if (at < 0 || machine === undefined) throw new Error('a survey begins with "machine: …" and has a line ----')
  return {
    machine,
    ...(planted === undefined ? {} : {planted}),
    ...(finds === undefined ? {} : {finds: new RegExp(finds)}),
    survey: text.slice(at + separator.length),
  }
}
