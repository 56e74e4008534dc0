import type {Coordinator} from '@ops/core/coordinator'
import type {HeldLeases} from './held-leases.ts'

/**
 * Held by runs that shut machines down or cut them, and by those that switch on a machine whose wiring is not proven. Exclusive while such
 * a one is watched: a fall, a silence or a start proves nothing while another machine may have caused it.
 */
export const unprovenLease = 'power/unproven'

/** Milliseconds: many machines are watched one after the other. */
const waitMs = 3_600_000

/** The end of the last machine of this process that is watched: its others do not ask the journal again and again. */
const lastTurns = new WeakMap<Coordinator, Promise<void>>()

export async function takeUnproven(leases: HeldLeases, mode: 'exclusive' | 'shared'): Promise<void> {
  if (leases.holds(unprovenLease)) return
  const {coordinator} = leases.services
  const before = lastTurns.get(coordinator)
  if (mode === 'exclusive') {
    const {promise, resolve} = Promise.withResolvers<void>()
    leases.defer(resolve)
    lastTurns.set(
      coordinator,
      Promise.all([before, promise]).then(() => {}),
    )
  }
  const title = `${leases.host}: waiting until no machine is shut down or switched while another one is watched, whose wiring is assumed`
  const task = leases.services.progress.start(title, {quietMs: 3000})
  try {
    await unlessAborted(before, leases.signal)
    await leases.take([unprovenLease], mode, waitMs)
  } finally {
    task.end()
  }
}

async function unlessAborted(promise: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  const {promise: aborted, reject} = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, {once: true})
  try {
    signal.throwIfAborted()
    await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
