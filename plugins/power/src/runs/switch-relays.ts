import type {Lease} from '@ops/core/coordinator'
import type {Run} from '@ops/core/runs'
import {leavesUnknown} from '../errors/errors.ts'
import type {Outlet} from '../outlets/read-outlet.ts'
import {acts} from './journal-acts.ts'

/** Milliseconds that the leases must last at least: more than one switch can take, with its look before (kasa 42 s, exec 55 s). */
export const switchMarginMs = 60_000
export const leaseMs = 90_000

/**
 * Opens or closes relays one after the other, each journalled. Returns what went wrong instead of throwing: the truth is
 * in the relays, which are read next. What aborts the command is thrown.
 */
export async function switchRelays(
  run: Run,
  host: string,
  outlets: readonly Outlet[],
  to: 'on' | 'off',
  leases: readonly Lease[],
  signal: AbortSignal,
): Promise<Error[]> {
  const troubles: Error[] = []
  for (const {supply, driver} of outlets) {
    for (const lease of leases) await lease.check(switchMarginMs)
    signal.throwIfAborted()
    try {
      await run.act(acts[to], {host, data: {outlet: supply.id}, unknownWhen: leavesUnknown}, () => driver[to](signal))
    } catch (error) {
      signal.throwIfAborted()
      troubles.push(error as Error)
    }
  }
  return troubles
}
