import type {Lease} from '@ops/core/coordinator'
import type {Services} from '@ops/core/seams'

/**
 * Milliseconds that a lease outlives an ops of another machine that died; whoever settles its move waits this long at
 * most. One that died on this machine is not waited for.
 */
const ttlMs = 15_000

export interface LeaseWish {
  run: string
  source: string
  destination: string
}

/**
 * The source is taken for ourselves, the destination together with others that evacuate to it. The signal given to `does`
 * also aborts when either lease is lost.
 */
export async function withLease<T>(
  services: Services,
  {run, source, destination}: LeaseWish,
  signal: AbortSignal,
  does: (lease: Lease, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Long enough for an ops that died to lose its own.
  const waitMs = ttlMs + 2000
  const common = {ttlMs, holder: run, waitMs, signal}
  await using ours = await services.coordinator.lease({...common, names: [`host/${source}`], mode: 'exclusive'})
  await using shared = await services.coordinator.lease({...common, names: [`dest/${destination}`], mode: 'shared'})
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
