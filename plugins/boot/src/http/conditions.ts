import type {IncomingHttpHeaders} from 'node:http'

/** Evaluates the conditions of a GET or HEAD in the order of RFC 9110 section 13.2.2; undefined: they do not change the answer. */
export function evaluateConditions(headers: IncomingHttpHeaders, etag: string, modified: Date | undefined): 304 | 412 | undefined {
  // HTTP dates have a resolution of one second.
  const changedAt = modified === undefined ? undefined : Math.floor(modified.getTime() / 1000) * 1000
  const match = headers['if-match']
  if (match !== undefined && !names(match, etag)) return 412
  if (match === undefined && changedAt !== undefined && changedAt > Date.parse(headers['if-unmodified-since'] ?? '')) return 412
  const known = headers['if-none-match']
  // Weak comparison (section 8.8.3.2): a validator that a proxy marked as weak matches.
  if (known !== undefined) return names(known.replaceAll('W/"', '"'), etag) ? 304 : undefined
  return changedAt !== undefined && changedAt <= Date.parse(headers['if-modified-since'] ?? '') ? 304 : undefined
}

function names(list: string, etag: string): boolean {
  return list.split(',').some((one) => one.trim() === '*' || one.trim() === etag)
}

/** First byte, and the byte after the last. */
export interface ByteRange {
  start: number
  end: number
}

/** Parses a Range header with one range (RFC 9110 section 14); for several ranges or an invalid one the whole file is sent. */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const last = Number(match[2])
    return last === 0 || size === 0 ? 'unsatisfiable' : {start: Math.max(0, size - last), end: size}
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1)
  if (match[2] !== '' && Number(match[2]) < start) return undefined
  return start >= size ? 'unsatisfiable' : {start, end}
}
