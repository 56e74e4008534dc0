import type {CountedRequest} from '../count/access-counter.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import {type PreparedTarget, PreparedTargets} from './prepared-target.ts'
import {parseQuery, type Query} from './query.ts'
import {findTarget, isTarget, type Target, type TargetError} from './target.ts'
import {parsePreferences, type Preferences} from './preferences.ts'

/** A parsed request line: everything that does not depend on the client. */
export interface ParsedRequest extends CountedRequest {
  query: Query
  preferences: Preferences
  /** Errors are sent as a metalink. */
  metalink: boolean
  target: Target
  prepared: PreparedTarget
  /** The plan depends on nothing but directory, country and small flags, so that it may be kept. */
  cacheable: boolean
}

export interface RejectedRequest {
  failure: TargetError
  metalink: boolean
}

/** Clients of a distribution send a few hundred distinct request lines again and again. */
const maxKept = 4096
const maxKeptLength = 256

/** Parses requests to one snapshot; frequent ones are parsed once. */
export class RequestParser {
  readonly #snapshot: Snapshot
  readonly #kept = new Map<string, ParsedRequest>()
  readonly pieces: PreparedTargets

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    this.pieces = new PreparedTargets(snapshot)
  }

  /** `target` is the request line's: path and query. Undefined: neither /mirrorlist nor /metalink. */
  get(target: string): ParsedRequest | RejectedRequest | undefined {
    const known = this.#kept.get(target)
    if (known !== undefined) return known
    const made = this.#parse(target)
    if (made !== undefined && 'prepared' in made && made.cacheable && made.prepared.id >= 0 && target.length <= maxKeptLength) {
      // Full of lines that occur once: after clearing, the usual ones are back within a second.
      if (this.#kept.size >= maxKept) this.#kept.clear()
      this.#kept.set(target, made)
    }
    return made
  }

  #parse(line: string): ParsedRequest | RejectedRequest | undefined {
    const mark = line.indexOf('?')
    const end = mark < 0 ? line.length : mark
    const isMetalink = line.endsWith('/metalink', end)
    if (!isMetalink && !line.endsWith('/mirrorlist', end)) return undefined
    const query = parseQuery(line, mark < 0 ? line.length : mark + 1)
    const preferences = parsePreferences(this.#snapshot, query, isMetalink)
    const metalink = isMetalink || preferences.format === 'metalink3' || preferences.format === 'metalink4'
    const target = findTarget(this.#snapshot, query, metalink)
    if (!isTarget(target)) return {failure: target, metalink}
    const prepared = this.pieces.get(target, preferences.format === 'metalink3')
    return {
      query,
      preferences,
      metalink,
      target,
      prepared,
      cacheable: isCacheable(preferences, query),
      repository: prepared.repository,
      requestedProtocols: preferences.protocolText === undefined ? 0 : preferences.protocols,
      countme: countmeOf(query),
    }
  }
}

function isCacheable({countries, excludedCountries, limit, protocolText, format}: Preferences, {time, ip}: Query): boolean {
  return (
    (format === 'list' || format === 'metalink3') &&
    countries.length === 0 &&
    excludedCountries.length === 0 &&
    protocolText === undefined &&
    time === undefined &&
    ip === undefined &&
    limit === Number.POSITIVE_INFINITY
  )
}

function countmeOf({countme}: Query): number {
  return countme !== undefined && /^[1-4]$/.test(countme) ? Number(countme) : 0
}
