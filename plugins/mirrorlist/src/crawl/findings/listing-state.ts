import type {ContentState} from './evaluate-freshness.ts'

/** State of one directory on a mirror, updated by each crawl. */
export interface ListingState {
  /** Visits in a row in which it could not be reached. */
  failures: number
  /** Left out of lists. */
  excluded: boolean
}

export type StatusChange = 'failed' | 'recovered' | 'excluded' | 'readmitted'

/**
 * The next state after a finding. Wrong content excludes a mirror at once, and right content includes it again at once. Silence
 * may be a fault of the network, so it takes `failures` visits in a row to exclude, and never includes.
 */
export function advance(before: ListingState | undefined, state: ContentState, limit: number): ListingState {
  const {failures, excluded} = before ?? {failures: 0, excluded: false}
  if (state === 'unreachable') return {failures: failures + 1, excluded: excluded || failures + 1 >= limit}
  return {failures: 0, excluded: state === 'stale' || state === 'corrupt' || state === 'missing'}
}

/** What is worth a line in the history; undefined: nothing changed. */
export function changeOf(before: ListingState | undefined, after: ListingState): StatusChange | undefined {
  if (after.excluded !== (before?.excluded ?? false)) return after.excluded ? 'excluded' : 'readmitted'
  if (after.failures === 1) return 'failed'
  return after.failures === 0 && (before?.failures ?? 0) > 0 ? 'recovered' : undefined
}
