import {once} from 'node:events'
import type {PowerDriver} from '@ops/core/seams'
import {describe, expect, it} from 'vitest'
import {limitActs} from './limit-acts.ts'

/** Time that passes when the test says so; timers in the order of their ends. */
function manualTimers() {
  const timers = new Set<{ms: number; onEnd: () => void}>()
  return {
    running: () => [...timers].map(({ms}) => ms),
    startTimer(ms: number, onEnd: () => void) {
      const timer = {ms, onEnd}
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pass(ms: number) {
      for (const timer of timers) if (timer.ms === ms) timer.onEnd()
    },
  }
}

const never = () => new Promise<never>(() => {})
const untilAborted = async (signal: AbortSignal) => {
  await once(signal, 'abort')
  throw signal.reason
}
const driver = (act: (signal: AbortSignal) => Promise<never>): PowerDriver => ({
  on: act,
  off: act,
  read: act,
  async [Symbol.asyncDispose]() {},
})
const {signal} = new AbortController()

describe('the limit of an act', () => {
  it('aborts the signal of the driver after 55 s, and leaves no timer', async () => {
    const timers = manualTimers()
    const limited = limitActs(driver(untilAborted), {host: 'a', outlet: 'x/y', ...timers})
    for (const act of ['on', 'off', 'read'] as const) {
      const ended = expect(limited[act](signal)).rejects.toMatchObject({code: 'POWER_OUTLET_DEADLINE', exit: 4})
      timers.pass(55_000)
      await ended
      expect(timers.running()).toEqual([])
    }
  })

  it('keeps the reason of the caller', async () => {
    const stop = new AbortController()
    const limited = limitActs(driver(untilAborted), {host: 'a', outlet: 'x/y', ...manualTimers()})
    const ended = expect(limited.off(stop.signal)).rejects.toThrow('stopped')
    stop.abort(new Error('stopped'))
    await ended
  })

  it('gives up on a driver that ignores its signal: what it did is unknown', async () => {
    const timers = manualTimers()
    const limited = limitActs(driver(never), {host: 'a', outlet: 'x/y', ...timers})
    for (const [act, code] of [
      ['off', 'POWER_UNKNOWN'],
      ['on', 'POWER_UNKNOWN'],
      ['read', 'POWER_OUTLET_DEADLINE'],
    ] as const) {
      const ended = expect(limited[act](signal)).rejects.toMatchObject({code})
      timers.pass(55_000)
      timers.pass(2000)
      await ended
      expect(timers.running()).toEqual([])
    }
  })

  it('gives up on it as well when the signal has aborted before', async () => {
    const timers = manualTimers()
    const limited = limitActs(driver(never), {host: 'a', outlet: 'x/y', ...timers})
    const ended = expect(limited.off(AbortSignal.abort(new Error('stopped')))).rejects.toMatchObject({code: 'POWER_UNKNOWN'})
    timers.pass(2000)
    await ended
  })
})
