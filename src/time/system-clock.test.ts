import {expect, test, vi} from 'vitest'
import {longestTimerMs, systemClock} from './system-clock.ts'

test('a sleep longer than any timer does not end at once', async () => {
  const warned = vi.fn()
  process.on('warning', warned)
  const stop = new AbortController()
  const slept = vi.fn()
  const sleep = systemClock.sleep(2 * longestTimerMs, stop.signal).then(slept, () => {})
  await systemClock.sleep(20)
  stop.abort()
  await sleep
  process.off('warning', warned)
  expect(slept).not.toHaveBeenCalled()
  expect(warned).not.toHaveBeenCalled()
})
