import {setImmediate as turn} from 'node:timers/promises'
import type {Clock} from '@ops/core/time'

/** Time that passes at once: a sleep lets the event loop turn and moves the clock. Network and processes stay real. */
export function quickClock(): Clock {
  let ms = 1_000_000
  return {
    now: () => ms,
    monotonic: () => ms,
    async sleep(forMs, signal) {
      signal?.throwIfAborted()
      ms += forMs
      await turn()
      signal?.throwIfAborted()
    },
  }
}
