import type {Lease} from '@ops/core/coordinator'
import type {Services} from '@ops/core/seams'

/**
 * Milliseconds that a lease outlives an ops of another machine that died; whoever settles its move waits this long at
 * most. One that died on this machine is not waited for.
 */
const ttlMs = 15_000

/** Long enough for an ops of another machine that died to lose its own. */
const waitMs = ttlMs + 2000

type Held<T> = (lease: Lease, signal: AbortSignal) => Promise<T>

/** Takes the host that work leaves for ourselves. The signal given to `does` also aborts when the lease is lost. */
export async function withSource<T>(
  {coordinator}: Services,
  {run, source}: {run: string; source: string},
  signal: AbortSignal,
  does: Held<T>,
): Promise<T> {
  await using lease = await coordinator.lease({names: [`host/${source}`], mode: 'exclusive', ttlMs, waitMs, holder: run, signal})
  return await does(lease, AbortSignal.any([signal, lease.lost]))
}

/**
 * Takes the host that work goes to, too, together with others that evacuate to it: while any does, nobody can switch it off
 * or move its own work. The lease given to `does` stands for both.
 */
export async function withDestination<T>(
  {coordinator}: Services,
  ours: Lease,
  {run, destination}: {run: string; destination: string},
  signal: AbortSignal,
  does: Held<T>,
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
  return await does(both, AbortSignal.any([signal, both.lost]))
}
