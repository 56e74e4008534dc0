import {type ErrorJson, type ExitName, exitCodes, OpsError} from '@ops/core/errors'

/** Throws the first error that the moves hold, for those who need all of them done. */
export function raise(moves: readonly {error?: ErrorJson}[]): void {
  const error = moves.find((move) => move.error !== undefined)?.error
  if (error === undefined) return
  const exit = (Object.keys(exitCodes) as ExitName[]).find((name) => exitCodes[name] === error.exit) ?? 'internal'
  const {code, message, host, hint} = error
  throw new OpsError(code, message, exit, {...(host === undefined ? {} : {host}), ...(hint === undefined ? {} : {hint})})
}
