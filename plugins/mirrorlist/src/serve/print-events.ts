import {type DaemonEvent, ndjson} from '@ops/core/daemon'
import {plural} from '@ops/core/text'
import {sampleAddresses} from '../data/sample.ts'

export interface PrinterInput {
  json: boolean
  out: {write(text: string): unknown}
  say: (line: string) => void
  isSample: boolean
}

/** Prints events for machines (NDJSON) or people; with the sample, also commands to try. */
export function eventPrinter({json, out, say, isSample}: PrinterInput): (event: DaemonEvent) => void {
  if (json) return ndjson(out)
  let base = ''
  return (event) => {
    const line = eventLine(event)
    if (line !== undefined) say(line)
    if (event.type.endsWith('.listening/1') && event['listener'] === 'mirrorlist') base = `http://${event['address']}`
    if (event.type.endsWith('.ready/1') && isSample) for (const one of tryLines(base)) say(one)
  }
}

/** An event as a line for people; undefined for those that only machines care for. */
function eventLine({type, at: _, ...detail}: DaemonEvent): string | undefined {
  const text = (name: string) => String(detail[name])
  switch (type.replace(/^ops\.mirrorlist\.|\/1$/g, '')) {
    case 'data': {
      const left = (detail['warnings'] as string[]).map((warning) => `\n  ${warning}`).join('')
      const count = (name: string, one: string, many?: string) => plural(Number(detail[name]), one, many)
      const trees = `${count('directories', 'directory', 'directories')}, ${count('repositories', 'repository', 'repositories')}`
      return `Generation ${text('generation')}: ${count('hosts', 'host')}, ${trees}.${left}`
    }
    case 'countries':
      return `Countries: ${text('file')}, ${text('ageDays')} days old${extra(detail)}.`
    case 'problem':
      return `${text('message')} Generation ${text('generation')} is still served.${detail['hint'] === undefined ? '' : `\n  Next: ${text('hint')}`}`
    case 'solved':
      return `The problem with ${text('about')} is solved.`
    case 'listening':
      return `Listening on ${text('address')} (${text('listener')}).`
    case 'worker-ended':
      return `Worker ${text('pid')} ended (${text('reason')}); a new worker replaces it.`
    case 'worker-failed':
      return `Worker ${text('pid')} cannot serve: ${text('error')}`
    case 'draining':
      return 'Stopping after the running answers.'
    default:
      return undefined
  }
}

function extra({license, caution, old}: Record<string, unknown>): string {
  const notes = [
    license === '' ? [] : [`licence ${license}`],
    caution === undefined ? [] : [caution],
    old === true ? ['name a newer one with --geoip'] : [],
  ]
  return notes
    .flat()
    .map((note) => `; ${note}`)
    .join('')
}

const repository = 'repo=free-fedora-rawhide&arch=x86_64'

/** What to do with the sample, line by line. */
function tryLines(base: string): string[] {
  return [
    'No data were given: serving the built-in sample. Try:',
    `  curl '${base}/mirrorlist?${repository}&ip=${sampleAddresses.SE}'`,
    `  curl '${base}/metalink?${repository}&ip=${sampleAddresses.US}'`,
    `  curl '${base}/mirrorlist?${repository}&country=DE,FR&protocol=https&format=json'`,
    `  curl -I '${base}/mirrorlist?${repository}&redirect=1&ip=${sampleAddresses.JP}'`,
    `  curl '${base}/mirrorlist?${repository}&explain=1&ip=${sampleAddresses.private}'`,
    `  ops mirrorlist query --url ${base} --repo free-fedora-rawhide --arch x86_64 --country SE`,
  ]
}
