import {protocols, protocolName} from '../net/mirror-url.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import type {Query} from './query.ts'

/** What a client prefers, from its query. */
export interface Preferences {
  format: Format
  countries: readonly string[]
  excludedCountries: readonly number[]
  /** Bits; 0 when `protocol=` names none that we list. */
  protocols: number
  /** As asked, for the comment line; undefined without `protocol=`. */
  protocolText: string | undefined
  families: number
  limit: number
  strict: boolean
  netblock: boolean
}

export type Format = 'list' | 'redirect' | 'metalink3' | 'metalink4' | 'json' | 'explain'

const web = protocols.https | protocols.http
const all = web | protocols.rsync
const noneAsked: readonly string[] = []
const noneExcluded: readonly number[] = []

export function parsePreferences(snapshot: Snapshot, query: Query, metalink: boolean): Preferences {
  const format = formatOf(query, metalink)
  const asked = query.protocol === undefined ? undefined : maskOf(query.protocol)
  const usual = format === 'list' || format === 'redirect' ? web : all
  const protocolMask = format === 'redirect' ? (asked ?? web) & web : (asked ?? usual)
  return {
    format,
    countries: query.country ? distinct(query.country) : noneAsked,
    excludedCountries: query.exclude_country
      ? distinct(query.exclude_country.toUpperCase()).flatMap((country) => snapshot.countryByName.get(country) ?? [])
      : noneExcluded,
    protocols: protocolMask,
    protocolText: query.protocol === undefined ? undefined : shownProtocols(query.protocol),
    families: query.family === '4' ? 1 : query.family === '6' ? 2 : 0,
    limit: query.limit !== undefined && /^[1-9]\d{0,5}$/.test(query.limit) ? Number(query.limit) : Number.POSITIVE_INFINITY,
    strict: query.strict !== undefined && query.strict !== '0',
    netblock: query.netblock === undefined || query.netblock === '1',
  }
}

function formatOf({redirect, explain, format}: Query, metalink: boolean): Format {
  if (explain !== undefined && explain !== '0') return 'explain'
  if (metalink) return format === 'metalink4' || format === 'json' ? format : 'metalink3'
  if (redirect !== undefined) return 'redirect'
  return format === 'json' || format === 'metalink4' || format === 'metalink3' ? format : 'list'
}

/** Sorted and without repetition, as MirrorManager does it; at most 300, more than there are countries. */
function distinct(list: string): string[] {
  return [...new Set(list.split(',', 300))].filter((text) => text !== '').sort()
}

function maskOf(list: string): number {
  let mask = 0
  for (const name of list.toLowerCase().split(',', 16)) mask |= protocols[name.trim() as keyof typeof protocols] ?? 0
  return mask
}

/** The client's own text if it is safe in a comment line, else the names of the known protocols. */
function shownProtocols(text: string): string {
  return /^[A-Za-z0-9,+.-]{0,64}$/.test(text) ? text : maskNames(maskOf(text))
}

function maskNames(mask: number): string {
  return Object.values(protocols)
    .filter((bit) => (mask & bit) !== 0)
    .map(protocolName)
    .join(',')
}
