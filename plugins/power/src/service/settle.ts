import {asOpsError} from '@ops/core/errors'
import {GuardRefusal} from '@ops/core/guards'
import type {PowerResult} from './power-result.ts'

/** Runs an act on one host; its failure becomes a value, and what was known by then is kept. */
export async function settle(host: string, signal: AbortSignal, does: (result: PowerResult) => Promise<void>): Promise<PowerResult> {
  const result: PowerResult = {host, power: 'unknown', changed: false, proofs: []}
  try {
    await does(result)
  } catch (error) {
    signal.throwIfAborted()
    result.error = asOpsError(error, host).toJSON()
    if (error instanceof GuardRefusal) result.findings = error.findings
  }
  return result
}
