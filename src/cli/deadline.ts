import {OpsError} from '../errors/index.ts'
import {longestTimerMs} from '../time/system-clock.ts'
import {parseDuration} from './duration.ts'

/** The controller's signal, which also aborts with DEADLINE (exit 124) when `timeout` has passed. */
export function withDeadline(stop: AbortController, timeout: string | undefined, whatWasDone: () => {hint?: string}): AbortSignal {
  if (timeout === undefined) return stop.signal
  const ms = Math.min(parseDuration(timeout), longestTimerMs)
  const timer = setTimeout(() => stop.abort(new OpsError('DEADLINE', `Not finished within ${timeout}.`, 'deadline', whatWasDone())), ms)
  timer.unref()
  return stop.signal
}
