import {table, plural} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import type {Crawled} from '../crawl/crawl.ts'
import type {MirrorResult} from '../crawl/mirror-results.ts'

/** A certificate that ends within so many days is reported: by then it should have been renewed. */
const certificateDays = 14

function certificateWarnings(results: readonly MirrorResult[], now: number): string[] {
  return results.flatMap(({urls}) =>
    urls.flatMap(({url, certificateEnds}) => {
      const days = certificateEnds === undefined ? Number.POSITIVE_INFINITY : Math.floor((Date.parse(certificateEnds) - now) / 86_400_000)
      if (days >= certificateDays) return []
      return [`${url}: its certificate ${days < 0 ? 'has expired' : `ends in ${plural(days, 'day')}`}`]
    }),
  )
}

/** One line per mirror, and one for each thing to know beside. */
export function crawlText(
  results: readonly MirrorResult[],
  {unvisited, postponed, warnings, requests}: Crawled,
  now: number,
  columns?: number,
): string {
  const rows = results.map(({host, directories, urls, families, error, cut}) => [
    host,
    `${directories.filter(({state}) => state === 'current').length}/${directories.length}`,
    `${urls.filter(({ok}) => ok).length}/${urls.length}`,
    families,
    error?.message ?? cut ?? 'ok',
  ])
  const offers = results.flatMap((result) => result.offers)
  const notes = [
    ...results.flatMap(({urls}) => urls.filter(({ok, reason}) => !ok && reason !== undefined).map(({url, reason}) => `${url}: ${reason}`)),
    ...certificateWarnings(results, now),
    ...postponed.map(({host, until}) => `${host} was not visited: it asked for no visit before ${new Date(until).toISOString()}`),
    ...(offers.length === 0
      ? []
      : [`${plural(offers.length, 'http URL')} also answered over https. Next: ops mirrorlist lint --data DIR --fix`]),
    ...warnings,
    ...(unvisited.length === 0 ? [] : [cutShort(unvisited.length, results.length)]),
    `${plural(results.length, 'mirror')}, ${plural(requests, 'request')}.`,
  ]
  return `${table(rows, ['MIRROR', 'CURRENT', 'URLS', 'FAMILIES', 'STATE'], columns)}\n${joinLines(notes)}`
}

function cutShort(unvisited: number, visited: number): string {
  const were = unvisited === 1 ? 'was' : 'were'
  return `The crawl was ended early: ${unvisited} of ${unvisited + visited} mirrors ${were} not visited; their records are unchanged.`
}
