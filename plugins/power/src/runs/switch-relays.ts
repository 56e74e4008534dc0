import type {Lease} from '@ops/core/coordinator'
import {leavesUnknown} from '../drivers/kit/errors.ts'
import type {Outlet} from '../outlets/read-outlet.ts'
import {acts} from './journal-acts.ts'
import type {HostAct} from './run-hosts.ts'

/** Milliseconds that the leases must still last: more than an act of any driver takes (`limitActs`: 55 s, and 2 s to end). */
const switchMarginMs = 60_000

/**
 * Opens or closes relays one after the other, and writes each act to the journal. Returns failures instead of throwing them, because
 * the relays are read next, and that reading decides. Throws when the signal aborts.
 */
export async function switchRelays(
  {run, host: {name: host}, record, signal}: HostAct,
  outlets: readonly Outlet[],
  to: 'on' | 'off',
  leases: readonly Lease[],
): Promise<Error[]> {
  const failures: Error[] = []
  for (const {supply, driver} of outlets) {
    for (const lease of leases) await lease.check(switchMarginMs)
    signal.throwIfAborted()
    // Before it is sent: a command that is stopped from here on may have switched the relay.
    record.add({changed: true, power: 'unknown'})
    try {
      await run.act(acts[to], {host, data: {outlet: supply.id}, unknownWhen: leavesUnknown}, () => driver[to](signal))
    } catch (error) {
      signal.throwIfAborted()
      failures.push(error as Error)
    }
  }
  return failures
}
