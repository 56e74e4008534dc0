import type {Repomd} from '../../data/repomd.ts'

/** What a mirror has of a directory. */
export type ContentState =
  /** The master's version. */
  | 'current'
  /** An older one that clients still accept. */
  | 'behind'
  /** Older than that. */
  | 'stale'
  /** No repomd.xml, or one that the master never had. */
  | 'corrupt'
  | 'missing'
  | 'unreachable'
  /** It answers; there is nothing to compare with. */
  | 'unknown'

export interface Finding {
  state: ContentState
  /** Whole days that it is behind the master; undefined: unknown. */
  ageDays: number | undefined
  /** A clause, empty when all is well. */
  reason: string
}

/** A version that the master had, newest first in a list. */
export interface MasterVersion {
  sha256: string
  size: number
  timestamp: number
  /** Ms since 1970 when a newer one took its place; undefined: it is the current one. */
  replacedAt: number | undefined
}

const dayMs = 86_400_000

/** Compares what a mirror gave with what the master has and had. */
export function evaluateFreshness(
  found: Repomd,
  versions: readonly MasterVersion[],
  {now, maxAgeDays}: {now: number; maxAgeDays: number},
): Finding {
  const current = versions.find(({replacedAt}) => replacedAt === undefined)
  const same = versions.find((version) => version.sha256 === found.sha256)
  if (same === undefined)
    return current === undefined
      ? {state: 'unknown', ageDays: undefined, reason: "the master's version is not known"}
      : evaluateUnknown(found, current)
  if (same.replacedAt === undefined) return {state: 'current', ageDays: 0, reason: ''}
  const ageDays = Math.max(0, Math.floor((now - same.replacedAt) / dayMs))
  const state = ageDays <= maxAgeDays ? 'behind' : 'stale'
  return {state, ageDays, reason: `it has the version that was replaced ${days(ageDays)} ago`}
}

// No metalink contains its hash, so clients would refuse it; the days are information for the mirror's operators.
function evaluateUnknown({timestamp}: Repomd, current: MasterVersion): Finding {
  if (timestamp !== undefined && timestamp < current.timestamp) {
    const ageDays = Math.floor(((current.timestamp - timestamp) * 1000) / dayMs)
    return {state: 'stale', ageDays, reason: `it has an unknown version, made ${days(ageDays)} before the master's`}
  }
  return {state: 'corrupt', ageDays: undefined, reason: 'its repomd.xml is a version that the master never had'}
}

function days(count: number): string {
  return count === 0 ? 'less than a day' : count === 1 ? '1 day' : `${count} days`
}
