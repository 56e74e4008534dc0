import {cleanPath} from '../net/mirror-url.ts'
import {isDay} from './store/stats-store.ts'

/** A line of MirrorManager's access log, without the address. */
export interface LoggedAccess {
  /** YYYY-MM-DD. */
  date: string
  country: string
  repo: string
  arch: string
}

/** `IP: a; DATE: YYYY-MM-DD; COUNTRY: CC; REPO: r; ARCH: a`; blanks in what clients sent are percent-coded. */
export function logLine(address: string, {date, country, repo, arch}: LoggedAccess): string {
  // A socket on all addresses of both families shows IPv4 clients so.
  return `IP: ${address.replace(/^::ffff:(?=.*\.)/i, '')}; DATE: ${date}; COUNTRY: ${country}; REPO: ${field(repo)}; ARCH: ${field(arch)}\n`
}

// A semicolon would end the field early when the line is parsed again.
function field(text: string): string {
  return cleanPath(text).replace(/;/g, '%3B')
}

const pattern = /^IP: [^;]*; DATE: (\d{4}-\d\d-\d\d); COUNTRY: ([^;]*); REPO: ([^;]+); ARCH: (\S+)\s*$/

/** Undefined: this is no such line. The address is never looked at. */
export function parseLogLine(line: string): LoggedAccess | undefined {
  const match = pattern.exec(line)
  if (match === null) return undefined
  const [, date = '', country = '', repo = '', arch = ''] = match
  if (!isDay(date)) return undefined
  return {date, country: country.trim(), repo: printable(repo.trim()), arch: printable(arch)}
}

/** MirrorManager wrote what clients sent as it came, and names get to terminals. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?')
}
