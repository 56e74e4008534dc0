/** The query of a request. Absent parameters are undefined; `''` is a parameter without a value. */
export interface Query {
  repo: string | undefined
  arch: string | undefined
  path: string | undefined
  country: string | undefined
  ip: string | undefined
  protocol: string | undefined
  redirect: string | undefined
  netblock: string | undefined
  time: string | undefined
  countme: string | undefined
  exclude_country: string | undefined
  family: string | undefined
  limit: string | undefined
  strict: string | undefined
  explain: string | undefined
  format: string | undefined
}

const names = new Set<string>([
  'repo',
  'arch',
  'path',
  'country',
  'ip',
  'protocol',
  'redirect',
  'netblock',
  'time',
  'countme',
  'exclude_country',
  'family',
  'limit',
  'strict',
  'explain',
  'format',
])

export function emptyQuery(): Query {
  return {
    repo: undefined,
    arch: undefined,
    path: undefined,
    country: undefined,
    ip: undefined,
    protocol: undefined,
    redirect: undefined,
    netblock: undefined,
    time: undefined,
    countme: undefined,
    exclude_country: undefined,
    family: undefined,
    limit: undefined,
    strict: undefined,
    explain: undefined,
    format: undefined,
  }
}

/**
 * Reads `target` from `start` (after the question mark). The last of several values counts, as with MirrorManager. `+` is a plus
 * and not a space: names of packages contain it. Malformed percent-codes are kept as they are.
 */
export function parseQuery(target: string, start: number): Query {
  const query = emptyQuery()
  let from = start
  while (from < target.length) {
    let end = target.indexOf('&', from)
    if (end < 0) end = target.length
    let equals = target.indexOf('=', from)
    if (equals < 0 || equals > end) equals = end
    const name = target.slice(from, equals)
    if (names.has(name)) query[name as keyof Query] = equals < end ? decode(target.slice(equals + 1, end)) : ''
    from = end + 1
  }
  return query
}

export function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
