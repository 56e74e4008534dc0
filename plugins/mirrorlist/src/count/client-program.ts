/** Programs that are told apart by their User-Agent. No other name is ever counted, whatever a client sends. */
export const clientPrograms = [
  'none',
  'other',
  'libdnf',
  'dnf',
  'dnf5',
  'PackageKit',
  'rpm-ostree',
  'yum',
  'librepo',
  'zypp',
  'anaconda',
  'curl',
  'wget',
  'browser',
] as const
export type ClientProgram = (typeof clientPrograms)[number]

/**
 * libdnf names itself instead of the program that uses it: that is DNF 4 and most of DNF 5, microdnf and PackageKit. ZYpp and yum
 * name their transport as well (`ZYpp 17.31 (curl 8.0)`, `urlgrabber/3.10 yum/3.4.3`), hence the order.
 */
const patterns: readonly (readonly [RegExp, ClientProgram])[] = [
  [/^(?:lib)?dnf5/i, 'dnf5'],
  [/^libdnf/i, 'libdnf'],
  [/^rpm-ostree/i, 'rpm-ostree'],
  [/packagekit/i, 'PackageKit'],
  [/^anaconda/i, 'anaconda'],
  [/^dnf\b/i, 'dnf'],
  [/\byum\/|^urlgrabber/i, 'yum'],
  [/^zypp/i, 'zypp'],
  [/^librepo/i, 'librepo'],
  [/^curl\//i, 'curl'],
  [/^wget/i, 'wget'],
  [/^(?:mozilla|opera)\//i, 'browser'],
]
/** Characters of the header that are matched. */
const maxLength = 256

/** Position in `clientPrograms`. `rawHeaders` are names and values in turn. */
export function clientProgram(rawHeaders: readonly string[]): number {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length === 10 && name.toLowerCase() === 'user-agent') return programOf(rawHeaders[at + 1] as string)
  }
  return none
}

const none = clientPrograms.indexOf('none')
const other = clientPrograms.indexOf('other')
const libdnf = clientPrograms.indexOf('libdnf')

function programOf(agent: string): number {
  // Nearly all of the traffic, so it is asked first and without a pattern.
  if (agent.startsWith('libdnf (')) return libdnf
  if (agent === '') return none
  const start = agent.slice(0, maxLength)
  const found = patterns.find(([pattern]) => pattern.test(start))
  return found === undefined ? other : clientPrograms.indexOf(found[1])
}
