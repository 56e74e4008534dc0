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

  it('lets those go whose signal aborts, and keeps the order of the others', async () => {
    const queue = new DeviceQueue(quickClock(), {tries: 1, pauseMs: 0})
    const log: string[] = []
    const {promise: release, resolve} = Promise.withResolvers<void>()
    const stop = new AbortController()
    const enter = (name: string, signal: AbortSignal, work: Promise<void> = Promise.resolve()) =>
      queue.run({device: 'p', mayRepeat: () => true, signal}, async () => {
        await work
        log.push(name)
      })
    const {signal} = new AbortController()
    const [first, second, third] = [enter('first', signal, release), enter('second', stop.signal), enter('third', signal)]
    stop.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    expect(log).toEqual([])
    resolve()
    await Promise.all([first, third])
    expect(log).toEqual(['first', 'third'])
  })

  it('rejects with the reason of the signal unless something that cannot be repeated was sent', async () => {
    const queue = new DeviceQueue(quickClock(), {tries: 3, pauseMs: 0})
    for (const [mayRepeat, message] of [
      [true, 'stopped'],
      [false, 'no answer'],
    ] as const) {
      const stop = new AbortController()
      const act = queue.run({device: 'p', mayRepeat: () => mayRepeat, signal: stop.signal}, async () => {
        stop.abort(new Error('stopped'))
        throw new Error('no answer')
      })
      await expect(act).rejects.toThrow(message)
    }
  })
})
