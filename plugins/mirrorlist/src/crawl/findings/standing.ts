import type {ContentState} from './evaluate-freshness.ts'

/** How a mirror stands with one directory, crawl after crawl. */
export interface Standing {
  /** Visits in a row in which it could not be reached. */
  failures: number
  /** Left out of lists. */
  excluded: boolean
}

export type StatusChange = 'failed' | 'recovered' | 'excluded' | 'readmitted'

/**
 * What a finding makes of a standing. Wrong content is proof and shuts a mirror out at once, as right content lets it in again at
 * once; silence may be the network's fault, so it takes `failures` visits in a row, and opens no door that was shut.
 */
export function advance(before: Standing | undefined, state: ContentState, limit: number): Standing {
  const {failures, excluded} = before ?? {failures: 0, excluded: false}
  if (state === 'unreachable') return {failures: failures + 1, excluded: excluded || failures + 1 >= limit}
  return {failures: 0, excluded: state === 'stale' || state === 'corrupt' || state === 'missing'}
}

/** What is worth a line in the history; undefined: nothing changed. */
export function changeOf(before: Standing | undefined, after: Standing): StatusChange | undefined {
  if (after.excluded !== (before?.excluded ?? false)) return after.excluded ? 'excluded' : 'readmitted'
  if (after.failures === 1) return 'failed'
  return after.failures === 0 && (before?.failures ?? 0) > 0 ? 'recovered' : undefined
}
