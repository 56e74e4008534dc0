import {type ExitCode, exitCodes} from './exit-codes.ts'
import type {ErrorJson} from './ops-error.ts'

/** What every command over a host set returns for each host; a failed host has `error`. */
export interface HostResult {
  host: string
  error?: ErrorJson
}

/**
 * Exit code of a command over several hosts: 0 when all are done; the one code that all failures share when all
 * failed for the same reason (5 refused, 4 unreachable, 124 deadline); otherwise 2 (some failed) or 3 (all failed).
 */
export function exitOfHosts(results: readonly HostResult[]): ExitCode {
  const failed = results.filter((result) => result.error !== undefined)
  if (failed.length === 0) return exitCodes.done
  const codes = new Set(failed.map((result) => result.error?.exit))
  const [only] = codes
  const sharp = only === exitCodes.refused || only === exitCodes.unreachable || only === exitCodes.deadline
  if (failed.length === results.length && codes.size === 1 && only !== undefined && (sharp || results.length === 1)) return only
  return failed.length === results.length ? exitCodes.allFailed : exitCodes.someFailed
}
