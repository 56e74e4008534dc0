import type {Clock} from '../time/index.ts'
import type {Lease} from './coordinator.ts'
import {errors} from './errors.ts'

/** What a store does for a lease that was granted. */
export interface LeaseStore {
  /** Makes it last `ttlMs` from now; false when it is no longer ours. */
  renew(): Promise<boolean>
  drop(): Promise<void>
}

interface Granted {
  names: readonly string[]
  fence: number
  ttlMs: number
  clock: Clock
  store: LeaseStore
  /** Called once, when it was released or lost. */
  onEnd: () => void
}

/** A granted lease that renews itself each third of its time, and aborts `lost` when it could not in time. */
export function holdLease({names, fence, ttlMs, clock, store, onEnd}: Granted): Lease {
  const lost = new AbortController()
  const done = new AbortController()
  done.signal.addEventListener('abort', onEnd, {once: true})
  let goodUntil = clock.monotonic() + ttlMs
  let why = 'it was released'

  const lose = (reason: string) => {
    if (done.signal.aborted) return
    why = reason
    done.abort()
    lost.abort(errors.LEASE_LOST({}, names, reason))
  }
  const renew = async () => {
    const from = clock.monotonic()
    const ours = await store.renew()
    if (ours) goodUntil = from + ttlMs
    else lose('it had expired before it was renewed')
  }
  const renewAlways = async () => {
    for (;;) {
      await clock.sleep(ttlMs / 3, done.signal)
      // A failed renewal is tried again at the next third; `expire` decides when it is too late.
      await renew().catch(() => {})
    }
  }
  const expire = async () => {
    for (let left = ttlMs; left > 0; left = goodUntil - clock.monotonic()) await clock.sleep(left, done.signal)
    lose('it could not be renewed in time')
  }
  // Both end with the rejection of the sleep that `done` cuts short.
  renewAlways().catch(() => {})
  expire().catch(() => {})

  const release = async () => {
    if (done.signal.aborted) return
    done.abort()
    await store.drop()
  }
  return {
    names,
    fence,
    lost: lost.signal,
    async check(marginMs) {
      if (marginMs > ttlMs) throw errors.LEASE_TOO_SHORT({}, names, marginMs, ttlMs)
      if (!done.signal.aborted) await renew()
      if (done.signal.aborted) throw errors.LEASE_LOST({}, names, why)
      if (goodUntil - clock.monotonic() < marginMs) throw errors.LEASE_LOST({}, names, 'renewing it took too long')
    },
    release,
    // Errors are ignored, so that they do not hide how the work ended. A lease that is not dropped expires.
    [Symbol.asyncDispose]: () => release().catch(() => {}),
  }
}
