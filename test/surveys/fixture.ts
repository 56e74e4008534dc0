/** Work that was put on a machine before a survey. */
export interface PlantedWork {
  what: string
  /** What `KIND NAME: DETAIL` of one finding must match. */
  finds: RegExp
}

/** A survey of a real machine, and what is known about the machine. */
export interface Fixture {
  /** What it is, with its Debian release. */
  machine: string
  /** Nothing on a machine that is idle. */
  planted: PlantedWork[]
  /** The survey as the machine printed it. */
  survey: string
}

const separator = '\n----\n'

export function writeFixture({machine, planted, survey}: Fixture): string {
  const works = planted.flatMap(({what, finds}) => [`planted: ${what}`, `finds: ${finds.source}`])
  return `${[`machine: ${machine}`, ...works].join('\n')}${separator}${survey}`
}

export function readFixture(text: string): Fixture {
  const at = text.indexOf(separator)
  const head = text.slice(0, Math.max(0, at)).split('\n')
  const values = (key: string) => head.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2))
  const [machine] = values('machine')
  const [whats, patterns] = [values('planted'), values('finds')]
  if (machine === undefined || whats.length !== patterns.length)
    throw new Error('a survey begins with "machine: …", has a "finds: …" for each "planted: …", and a line ----')
  const planted = whats.map((what, index) => ({what, finds: new RegExp(patterns[index] ?? '')}))
  return {machine, planted, survey: text.slice(at + separator.length)}
}
