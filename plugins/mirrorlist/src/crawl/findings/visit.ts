import type {Repomd} from '../../data/repomd.ts'
import type {Finding} from './evaluate-freshness.ts'

/** What became of a URL. */
export interface UrlFinding {
  url: string
  ok: boolean
  /** A clause, empty when it is ok. */
  reason: string
  /** Ms since 1970. */
  certificateEnds: number | undefined
}

export interface ContentFinding extends Finding {
  directory: string
  /** That it was read from; empty when none answered. */
  url: string
  seen: Repomd | undefined
  etag: string | undefined
  lastModified: string | undefined
}

/** What one visit to a mirror found; what it did not get to is not in it. */
export interface Visit {
  host: string
  urls: UrlFinding[]
  content: ContentFinding[]
  /** 1 IPv4, 2 IPv6, 3 both; 0: none answered. */
  families: number
  /** Those of which it has addresses that do not answer. */
  silentFamilies: number
  offers: {http: string; https: string}[]
  /** http URLs for which https was looked for. */
  httpsTried: string[]
  requests: number
  /** Why it was left before all was done. */
  cut: string | undefined
  /** Ms since 1970 before which the mirror wants no visit. */
  notBefore: number
}

/** It has URLs, and none of them answered. */
export function isSilent({urls}: Visit): boolean {
  return urls.length > 0 && urls.every(({ok}) => !ok)
}

/** What was seen of a directory last time, for conditional requests. */
export interface PreviousContent {
  url: string
  etag: string | undefined
  lastModified: string | undefined
  seen: Repomd | undefined
  checked: number
}
