import {setImmediate as turn} from 'node:timers/promises'
import type {Clock} from '../time/clock.ts'

export interface ManualClock extends Clock {
  /** Moves time on, waking every sleeper at its moment and letting it run before the next one wakes. */
  advance(ms: number): Promise<void>
}

interface Sleeper {
  at: number
  wake: () => void
}

/** A clock that moves only when a test advances it. */
export function manualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let now = 0
  const sleepers = new Set<Sleeper>()
  return {
    now: () => startMs + now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const onAbort = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', onAbort)
          resolve()
        }
        const sleeper = {at: now + Math.max(0, ms), wake}
        signal?.addEventListener('abort', onAbort, {once: true})
        sleepers.add(sleeper)
      }),
    async advance(ms) {
      const until = now + ms
      await turn()
      for (;;) {
        const next = [...sleepers].filter(({at}) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        now = Math.max(now, next.at)
        next.wake()
        await turn()
      }
      now = until
    },
  }
}
