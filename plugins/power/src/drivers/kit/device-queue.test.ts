import {describe, expect, it} from 'vitest'
import {quickClock} from '../../../test/quick-clock.ts'
import {DeviceQueue} from './device-queue.ts'

describe('the queue', () => {
  it('runs tasks of one plug one after the other, of several plugs side by side, and continues after a failure', async () => {
    const queue = new DeviceQueue(quickClock(), {tries: 1, pauseMs: 0})
    const turn = (device: string) => ({device, mayRepeat: () => false, signal: new AbortController().signal})
    const log: string[] = []
    const task =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`)
        await new Promise(setImmediate)
        log.push(`${name} ends`)
        if (fails) throw new Error(name)
      }
    const all = [queue.run(turn('p'), task('p1', true)), queue.run(turn('p'), task('p2')), queue.run(turn('q'), task('q1'))]
    expect((await Promise.allSettled(all)).map(({status}) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(log.indexOf('p2 begins')).toBeGreaterThan(log.indexOf('p1 ends'))
    expect(log.indexOf('q1 begins')).toBeLessThan(log.indexOf('p1 ends'))
  })
})
