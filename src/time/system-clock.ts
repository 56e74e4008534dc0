import {setTimeout as delay} from 'node:timers/promises'
import type {Clock} from './clock.ts'

/** 24.8 days: Node's timers run out at once when they are set to more. */
export const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    try {
      for (let left = ms; left > 0 || left === ms; left -= longestTimerMs)
        await delay(Math.min(left, longestTimerMs), undefined, signal ? {signal} : undefined)
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
}
