import {OpsError} from './ops-error.ts'

/** Gives any thrown value the shape of an OpsError; what is not one already is an internal error (exit 1). */
export function asOpsError(thrown: unknown, host?: string): OpsError {
  if (thrown instanceof OpsError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new OpsError('INTERNAL', message || 'An error without a message.', 'internal', {
    cause: thrown,
    ...(host === undefined ? {} : {host}),
  })
}
