import type {PowerDriver} from '@ops/core/seams'
import {driverErrors} from './errors.ts'

/** Milliseconds of one act of a driver: its turn in a queue, connecting, reading, switching and tries included. */
export const actLimitMs = 55_000

/** Milliseconds that a driver has to end after its signal has aborted. */
const graceMs = 2000

/** Calls `onEnd` after `ms`; returns a function that prevents it. */
export type StartTimer = (ms: number, onEnd: () => void) => () => void

export interface ActLimits {
  /** The machine that the outlet feeds, for sentences. */
  host: string
  /** The outlet as its driver prints it. */
  outlet: string
  startTimer?: StartTimer
}

const startNodeTimer: StartTimer = (ms, onEnd) => {
  const timer = setTimeout(onEnd, ms)
  return () => clearTimeout(timer)
}

/**
 * The driver with a limit on each act: after 55 s its signal aborts, with POWER_OUTLET_DEADLINE as the reason. A driver that goes on
 * although its signal has aborted is left to itself: what it does to the outlet is unknown then.
 */
export function limitActs(driver: PowerDriver, {host, outlet, startTimer = startNodeTimer}: ActLimits): PowerDriver {
  const limit = async <T>(callers: AbortSignal, action: (signal: AbortSignal) => Promise<T>, to?: 'on' | 'off'): Promise<T> => {
    const over = new AbortController()
    const signal = AbortSignal.any([callers, over.signal])
    const {promise: givenUp, reject: giveUp} = Promise.withResolvers<never>()
    const cancels = [startTimer(actLimitMs, () => over.abort(driverErrors.POWER_OUTLET_DEADLINE({host}, host, outlet)))]
    const onAbort = () => {
      const why = `the driver of ${outlet} did not end when it was stopped`
      cancels.push(startTimer(graceMs, () => giveUp(to === undefined ? signal.reason : driverErrors.POWER_UNKNOWN({host}, host, to, why))))
    }
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, {once: true})
    try {
      return await Promise.race([action(signal), givenUp])
    } finally {
      signal.removeEventListener('abort', onAbort)
      for (const cancel of cancels) cancel()
    }
  }
  return {
    on: (signal) => limit(signal, (limited) => driver.on(limited), 'on'),
    off: (signal) => limit(signal, (limited) => driver.off(limited), 'off'),
    read: (signal) => limit(signal, (limited) => driver.read(limited)),
    [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
  }
}
