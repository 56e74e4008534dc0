import type {HeldLeases} from './held-leases.ts'

/**
 * Held by runs that change the load or the power of a machine whose wiring is not proven. Exclusive while one is watched: a fall, a
 * silence or a start proves nothing while another such machine may have caused it.
 */
export const unprovenLease = 'power/unproven'

/** Milliseconds: many machines are watched one after the other. */
const waitMs = 3_600_000

export function takeUnproven(leases: HeldLeases, mode: 'exclusive' | 'shared'): Promise<void> {
  return leases.take([unprovenLease], mode, waitMs)
}
