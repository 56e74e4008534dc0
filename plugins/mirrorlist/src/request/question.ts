import type {Snapshot} from '../snapshot/snapshot.ts'
import {type Prepared, PreparedTable} from './prepared.ts'
import {parseQuery, type Query} from './query.ts'
import {findTarget, isTarget, type Target, type TargetError} from './target.ts'
import {readWishes, type Wishes} from './wishes.ts'

/** A request line, understood: everything that does not depend on who asks. */
export interface Question {
  query: Query
  wishes: Wishes
  /** Errors are told as a metalink. */
  metalink: boolean
  target: Target
  prepared: Prepared
  /** The plan depends on nothing but directory, country and small flags, so that it may be kept. */
  steady: boolean
  /** `countme=`, 1 to 4; 0 without. */
  countme: number
}

export interface Refused {
  failure: TargetError
  metalink: boolean
}

/** Clients of a distribution send a few hundred lines, over and over. */
const maxKept = 4096
const maxKeptLength = 256

/** Questions to one snapshot; those that many ask are understood once. */
export class QuestionTable {
  readonly #snapshot: Snapshot
  readonly #kept = new Map<string, Question>()
  readonly pieces: PreparedTable

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    this.pieces = new PreparedTable(snapshot)
  }

  /** `target` is the request line's: path and query. Undefined: neither /mirrorlist nor /metalink. */
  get(target: string): Question | Refused | undefined {
    const known = this.#kept.get(target)
    if (known !== undefined) return known
    const made = this.#understand(target)
    if (made !== undefined && 'prepared' in made && made.steady && made.prepared.id >= 0 && target.length <= maxKeptLength) {
      // Full of one-off lines: start anew, the usual ones are back within a second.
      if (this.#kept.size >= maxKept) this.#kept.clear()
      this.#kept.set(target, made)
    }
    return made
  }

  #understand(line: string): Question | Refused | undefined {
    const mark = line.indexOf('?')
    const end = mark < 0 ? line.length : mark
    const isMetalink = line.endsWith('/metalink', end)
    if (!isMetalink && !line.endsWith('/mirrorlist', end)) return undefined
    const query = parseQuery(line, mark < 0 ? line.length : mark + 1)
    const wishes = readWishes(this.#snapshot, query, isMetalink)
    const metalink = isMetalink || wishes.format === 'metalink3' || wishes.format === 'metalink4'
    const target = findTarget(this.#snapshot, query, metalink)
    if (!isTarget(target)) return {failure: target, metalink}
    const prepared = this.pieces.get(target, wishes.format === 'metalink3')
    return {query, wishes, metalink, target, prepared, steady: isSteady(wishes, query), countme: countmeOf(query)}
  }
}

function isSteady({countries, excludedCountries, limit, protocolText, format}: Wishes, {time, ip}: Query): boolean {
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
