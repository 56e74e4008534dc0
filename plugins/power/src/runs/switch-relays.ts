import type {Lease} from '@ops/core/coordinator'
import {leavesUnknown} from '../drivers/errors.ts'
import type {Outlet} from '../outlets/read-outlet.ts'
import {acts} from './journal-acts.ts'
import type {HostAct} from './run-hosts.ts'

/** Milliseconds that the leases must last at least: more than one switch takes, with its reading before (kasa 42 s, exec 55 s). */
const switchMarginMs = 60_000

/**
 * Opens or closes relays one after the other, each journalled. Returns the failures instead of throwing: the relays are
 * read next, and decide. An abort of the signal is thrown.
 */
export async function switchRelays(
  {run, host: {name: host}, signal}: HostAct,
  outlets: readonly Outlet[],
  to: 'on' | 'off',
  leases: readonly Lease[],
): Promise<Error[]> {
  const failures: Error[] = []
  for (const {supply, driver} of outlets) {
    for (const lease of leases) await lease.check(switchMarginMs)
    signal.throwIfAborted()
    try {
      await run.act(acts[to], {host, data: {outlet: supply.id}, unknownWhen: leavesUnknown}, () => driver[to](signal))
    } catch (error) {
      signal.throwIfAborted()
      failures.push(error as Error)
    }
  }
  return failures
}
