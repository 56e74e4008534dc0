import type {ErrorJson} from './ops-error.ts'

/** Exit codes of every `ops` command (docs/architecture.md, rule 2). */
export const exitCodes = {
  done: 0,
  internal: 1,
  someFailed: 2,
  allFailed: 3,
  unreachable: 4,
  refused: 5,
  changes: 6,
  usage: 64,
  wrongNode: 70,
  deadline: 124,
  unknownCommand: 127,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitName = keyof typeof exitCodes
export type ExitCode = (typeof exitCodes)[ExitName]

/** The name of an exit code, for an error that came from another process. */
export function exitNameOf(code: ExitCode): ExitName {
  const [name] = Object.entries(exitCodes).find(([, known]) => known === code) ?? []
  return (name as ExitName | undefined) ?? 'internal'
}

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
