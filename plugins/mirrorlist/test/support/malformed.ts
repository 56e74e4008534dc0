import type {Random} from '../../src/random/seeded-random.ts'

/** What a request is made of: right pieces, wrong pieces, and pieces of other protocols. */
const paths = [
  '/mirrorlist',
  '/metalink',
  '/x/metalink',
  '/',
  '*',
  '//',
  '/mirrorlist/',
  'http://h/metalink',
  '/%6dirrorlist',
  '/../mirrorlist',
  '/readyz',
]
const names = [
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
  '__proto__',
  'constructor',
  '',
]
const values = [
  'fedora-42',
  'x86_64',
  'source',
  'pub/fedora/releases/42/os',
  'pub/fedora/releases/42/os/repodata/repomd.xml',
  'SE',
  'global',
  'se,de,,',
  '192.0.2.1',
  '::1',
  '10.0.0.1%eth0',
  'https',
  'https,http,rsync,ftp',
  '1',
  '-1',
  '0',
  '99999999999999999999',
  'json',
  'metalink4',
  'metalink3',
  '%',
  '%zz',
  '%00',
  '%0d%0aX-Evil:%201',
  '%ff%fe',
  '%ed%a0%80',
  '%c0%ae%c0%ae/',
  '../../etc/passwd',
  '<script>',
  ']]>-->',
  '\'"&;',
  '=',
  '==a=b',
  '+',
  '%2B',
  '%25%32%35',
  '\u00e9',
  '__proto__',
  'toString',
  'N/A',
  'ZZ',
]
const methods = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'M-SEARCH', 'get', 'FOO', '']
const headers = [
  'X-Forwarded-For: 192.0.2.1',
  'X-Forwarded-For: ,,,',
  'X-Forwarded-For: \u00ff\u00fe',
  'x-forwarded-for: 1.2.3.4, unknown',
  'Accept: application/metalink4+xml',
  'Range: bytes=0-1',
  'Content-Length: 5',
  'Content-Length: -1',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, identity',
  'Expect: 100-continue',
  'Upgrade: websocket',
  'Connection: upgrade',
  'If-None-Match: *',
  'Bad Header: x',
  ': empty',
  'X: a\u0000b',
  'Host: two',
]

/** One request as bytes: mostly well-formed HTTP with odd contents, sometimes no HTTP at all. */
export function malformed(random: Random): Buffer {
  const below = (count: number) => random.bits() % count
  const pick = (list: readonly string[]) => list[below(list.length)] ?? ''
  if (below(20) === 0) return Buffer.from(Uint8Array.from({length: below(600)}, () => random.bits() & 0xff))
  const value = () => (below(60) === 0 ? pick(values).repeat(1 + below(900)) : pick(values))
  const query = Array.from({length: below(8)}, () => `${pick(names)}${below(6) === 0 ? '' : '='}${value()}`).join(
    below(15) === 0 ? ';' : '&',
  )
  const usual = below(3) === 0 ? 'repo=fedora-42&arch=x86_64&' : ''
  const target = `${pick(paths)}${below(10) === 0 ? '' : '?'}${usual}${query}`.replaceAll(' ', '')
  const lines = Array.from({length: below(4)}, () => pick(headers))
  const many = below(80) === 0 ? Array.from({length: 200}, (_, at) => `X-${at}: y`) : []
  const end = below(25) === 0 ? '' : '\r\n\r\n'
  const text = [
    `${pick(methods)} ${target} HTTP/1.${below(12) === 0 ? 9 : 1}`,
    ...(below(15) === 0 ? [] : ['Host: h']),
    ...lines,
    ...many,
  ].join('\r\n')
  const bytes = Buffer.from(`${text}${end}${below(10) === 0 ? 'trailing' : ''}`, 'latin1')
  if (below(12) === 0 && bytes.length > 0) bytes[below(bytes.length)] = random.bits() & 0xff
  return below(15) === 0 ? bytes.subarray(0, below(bytes.length + 1)) : bytes
}
