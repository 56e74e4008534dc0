import {table} from '@ops/core/cli'
import type {ErrorJson, HostResult} from '@ops/core/errors'
import {errors} from '../errors.ts'
import type {Crawled} from './crawl.ts'
import type {Visit} from './visit.ts'

export interface MirrorResult extends HostResult {
  families: string
  requests: number
  urls: {url: string; ok: boolean; reason?: string; certificateEnds?: string}[]
  directories: {directory: string; state: string; ageDays?: number; reason?: string}[]
  offers: {http: string; https: string}[]
  cut?: string
}

const familyNames = ['none', 'IPv4', 'IPv6', 'IPv4 and IPv6']

export function mirrorResults({visits}: Crawled): MirrorResult[] {
  return visits.map((visit) => {
    const error = errorOf(visit)
    return {
      host: visit.host,
      families: familyNames[visit.families] ?? '',
      requests: visit.requests,
      urls: visit.urls.map(({url, ok, reason, certificateEnds}) => ({
        url,
        ok,
        ...(reason === '' ? {} : {reason}),
        ...(certificateEnds === undefined ? {} : {certificateEnds: new Date(certificateEnds).toISOString()}),
      })),
      directories: visit.content.map(({directory, state, ageDays, reason}) => ({
        directory,
        state,
        ...(ageDays === undefined ? {} : {ageDays}),
        ...(reason === '' ? {} : {reason}),
      })),
      offers: visit.offers,
      ...(visit.cut === undefined ? {} : {cut: visit.cut}),
      ...(error === undefined ? {} : {error}),
    }
  })
}

/** What is wrong with a mirror as a whole, the worst first. */
function errorOf({host, urls, content}: Visit): ErrorJson | undefined {
  const dead = urls.filter(({ok}) => !ok)
  if (urls.length > 0 && dead.length === urls.length) return errors.MIRROR_UNREACHABLE({host}, host, dead[0]?.reason ?? '').toJSON()
  const shut = content.find(({state}) => state === 'unreachable')
  if (shut !== undefined && content.every(({state}) => state === 'unreachable'))
    return errors.MIRROR_UNREACHABLE({host}, host, shut.reason).toJSON()
  const bad = content.filter(({state}) => state !== 'current' && state !== 'behind' && state !== 'unknown')
  if (bad[0] !== undefined) return errors.MIRROR_BAD({host}, host, bad.length, bad[0].reason).toJSON()
  return undefined
}

/** Days before its end from which a certificate is told about: it should have been renewed by then. */
const certificateDays = 14

function certificateWarnings(results: readonly MirrorResult[], now: number): string[] {
  return results.flatMap(({urls}) =>
    urls.flatMap(({url, certificateEnds}) => {
      const days = certificateEnds === undefined ? Number.POSITIVE_INFINITY : Math.floor((Date.parse(certificateEnds) - now) / 86_400_000)
      return days < certificateDays ? [`${url}: its certificate ends in ${days} ${days === 1 ? 'day' : 'days'}`] : []
    }),
  )
}

/** One line per mirror, and one for each thing to know beside. */
export function crawlText(results: readonly MirrorResult[], {unvisited, postponed, warnings, requests}: Crawled, now: number): string {
  const rows = results.map(({host, directories, urls, families, error, cut}) => [
    host,
    `${directories.filter(({state}) => state === 'current').length}/${directories.length}`,
    `${urls.filter(({ok}) => ok).length}/${urls.length}`,
    families,
    error?.message ?? cut ?? 'ok',
  ])
  const offers = results.flatMap((result) => result.offers)
  return [
    table(rows, ['MIRROR', 'CURRENT', 'URLS', 'FAMILIES', 'STATE']),
    ...results.flatMap(({urls}) => urls.filter(({ok, reason}) => !ok && reason !== undefined).map(({url, reason}) => `${url}: ${reason}`)),
    ...certificateWarnings(results, now),
    ...postponed.map(({host, until}) => `${host}: not visited, as it asked for peace until ${new Date(until).toISOString()}`),
    ...(offers.length === 0 ? [] : [`${offers.length} http URLs answer on https too: ops mirrorlist lint --fix lists them.`]),
    ...warnings,
    ...(unvisited.length === 0 ? [] : [cutShort(unvisited.length, results.length)]),
    `${results.length} mirrors, ${requests} requests.`,
  ].join('\n')
}

function cutShort(unvisited: number, visited: number): string {
  const were = unvisited === 1 ? 'was' : 'were'
  return `Cut short: ${unvisited} of ${unvisited + visited} mirrors ${were} not visited; nothing is held against ${unvisited === 1 ? 'it' : 'them'}.`
}
