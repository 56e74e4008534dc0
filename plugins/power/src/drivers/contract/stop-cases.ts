import assert from 'node:assert/strict'
import {once} from 'node:events'
import {setTimeout as delay} from 'node:timers/promises'
import {OpsError} from '@ops/core/errors'
import {actLimitMs, limitActs} from '../kit/limit-acts.ts'
import type {ContractCase, DriverSubject, SilentDevice} from './contract-case.ts'
import {expectState, isUnknown, openDriver} from './subject.ts'

/** A driver ends at once when its signal aborts; this only keeps one that does not from hanging the tests. */
const abortLimitMs = 10_000

/** Moments at which an act is stopped, in milliseconds: loading its code, looking up the address, connecting. */
const moments = [0, 1, 10, 100]

/** How acts end that are stopped: by the user, by a lost lease, or by the limit of 55 s. */
export function stopCases(make: (isOn: boolean) => Promise<DriverSubject>): ContractCase[] {
  return [
    {
      name: 'does not switch when its signal has aborted, and rejects with the reason of the signal',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        const stopped = AbortSignal.abort(new Error('stopped'))
        for (const act of ['off', 'read'] as const) await assert.rejects(driver[act](stopped), stopped.reason)
        await expectState(subject, true)
      },
    },
    {
      name: 'throws POWER_UNKNOWN when its signal aborts while the device works',
      async run() {
        await using subject = await make(true)
        await using driver = await openDriver(subject)
        const hasSwitched = subject.failNextSwitch('hang')
        const stop = new AbortController()
        const act = rejects(driver.off(stop.signal), isUnknown)
        await Promise.race([hasSwitched, act])
        stop.abort(new Error('stopped'))
        await inTime(act)
      },
    },
    {
      name: 'ends when its signal aborts while it connects, and rejects with the reason of the signal',
      async run() {
        await using subject = await make(true)
        await using silent = await subject.silentDevice()
        for (const ms of moments) {
          await using driver = await openDriver({...subject, entry: silent.entry})
          for (const act of ['read', 'off'] as const) {
            const stop = new AbortController()
            const ended = rejects(driver[act](stop.signal), isStopped(silent, stop.signal, act))
            await delay(ms)
            stop.abort(new Error('stopped'))
            await inTime(ended)
          }
        }
      },
    },
    {
      name: 'ends when its signal aborts while other acts keep the device busy, and lets them go on',
      async run() {
        await using subject = await make(true)
        await using silent = await subject.silentDevice()
        await using first = await openDriver({...subject, entry: silent.entry})
        await using second = await openDriver({...subject, entry: silent.entry})
        const [stopFirst, stopSecond] = [new AbortController(), new AbortController()]
        let isFirstOver = false
        const reading = rejects(
          first.read(stopFirst.signal).finally(() => {
            isFirstOver = true
          }),
          isStopped(silent, stopFirst.signal, 'read'),
        )
        const waiting = rejects(second.off(stopSecond.signal), isStopped(silent, stopSecond.signal, 'off'))
        await delay(Math.max(...moments))
        stopSecond.abort(new Error('the second was stopped'))
        try {
          await inTime(waiting)
          assert.ok(!isFirstOver, 'the first act ended, too')
        } finally {
          stopFirst.abort(new Error('the first was stopped'))
        }
        await inTime(reading)
      },
    },
    {
      name: 'ends when the 55 s of an act are over, and says whether the command had left',
      async run() {
        await using subject = await make(true)
        await using silent = await subject.silentDevice()
        const {signal} = new AbortController()
        const limits = manualLimits()
        await using lost = limitActs(await openDriver({...subject, entry: silent.entry}), limits)
        for (const act of ['read', 'off'] as const) {
          const ended = rejects(lost[act](signal), (error) =>
            act === 'off' && silent.takesCommands === true
              ? isUnknown(error)
              : error instanceof OpsError && error.code === 'POWER_OUTLET_DEADLINE',
          )
          await delay(Math.max(...moments))
          limits.pass(actLimitMs)
          await inTime(ended)
        }
        await using driver = limitActs(await openDriver(subject), limits)
        const hasSwitched = subject.failNextSwitch('hang')
        const act = rejects(driver.off(signal), isUnknown)
        await Promise.race([hasSwitched, act])
        limits.pass(actLimitMs)
        await inTime(act)
        await expectState(subject, false)
      },
    },
  ]
}

function isStopped({takesCommands}: SilentDevice, signal: AbortSignal, act: 'read' | 'off'): (error: unknown) => boolean {
  return (error) => (act === 'off' && takesCommands === true && isUnknown(error)) || error === signal.reason
}

/** An expectation that may fail before it is awaited. */
function rejects(act: Promise<unknown>, isExpected: (error: unknown) => boolean): Promise<void> {
  const expected = assert.rejects(act, isExpected)
  expected.catch(() => {})
  return expected
}

async function inTime(act: Promise<unknown>): Promise<void> {
  const late = AbortSignal.timeout(abortLimitMs)
  const tooLate = once(late, 'abort').then(() => assert.fail(`the act goes on ${abortLimitMs} ms after its signal aborted`))
  await Promise.race([act, tooLate])
}

/** Limits whose time passes when a case says so. The time that a driver has to end when it is stopped does not pass. */
function manualLimits() {
  const timers = new Set<{ms: number; onEnd: () => void}>()
  return {
    host: 'contract',
    outlet: 'outlet',
    startTimer(ms: number, onEnd: () => void) {
      const timer = {ms, onEnd}
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    /** Ends the timers that run for this long. */
    pass(ms: number) {
      for (const timer of timers) if (timer.ms === ms) timer.onEnd()
    },
  }
}
