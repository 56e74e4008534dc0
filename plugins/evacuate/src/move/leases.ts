import type {Lease} from '@ops/core/coordinator'
import type {Services} from '@ops/core/seams'

/**
 * Milliseconds that a lease outlives an ops process of another machine that died; resolving its move waits this long at
 * most. A process that died on this machine is not waited for.
 */
const ttlMs = 15_000

/** Long enough for the lease of an ops process that died on another machine to expire. */
const waitMs = ttlMs + 2000

type LeasedAction<T> = (lease: Lease, signal: AbortSignal) => Promise<T>

/** Leases the host that work leaves, exclusively. The signal given to `action` also aborts when the lease is lost. */
export async function withSource<T>(
  {coordinator}: Services,
  {run, source}: {run: string; source: string},
  signal: AbortSignal,
  action: LeasedAction<T>,
): Promise<T> {
  await using lease = await coordinator.lease({names: [`host/${source}`], mode: 'exclusive', ttlMs, waitMs, holder: run, signal})
  return await action(lease, AbortSignal.any([signal, lease.lost]))
}

/**
 * Leases the host that work goes to as well, shared with others that evacuate to it: meanwhile it cannot be switched off and
 * its own work cannot be moved. The lease given to `action` covers both hosts.
 */
export async function withDestination<T>(
  {coordinator}: Services,
  ours: Lease,
  {run, destination}: {run: string; destination: string},
  signal: AbortSignal,
  action: LeasedAction<T>,
): Promise<T> {
  await using shared = await coordinator.lease({names: [`host/${destination}`], mode: 'shared', ttlMs, waitMs, holder: run, signal})
  const both: Lease = {
    names: [...ours.names, ...shared.names],
    fence: ours.fence,
    lost: AbortSignal.any([ours.lost, shared.lost]),
    check: async (marginMs) => void (await Promise.all([ours.check(marginMs), shared.check(marginMs)])),
    release: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return await action(both, AbortSignal.any([signal, both.lost]))
}
