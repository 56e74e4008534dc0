import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {isReachable, type Reachability} from '../proofs/reachability.ts'
import {readUptime} from '../proofs/uptime.ts'

/** Milliseconds without power. The machine must stay silent for this time: it did not start by itself. */
const pauseMs = 15_000
const pollMs = 2000
/** Milliseconds by which the uptime of a machine may exceed the time since its relay closed: clocks and delays. */
const slackMs = 3000

export interface WatchedStart {
  host: Host
  fail: (why: string) => Error
  /** The outlet that was closed. */
  outlet: string
  closedAt: number
  startMs: number
}

/** Whether a machine answers while its relays are open: it hangs on another outlet. */
export async function answersWithoutPower({clock}: Services, {answers}: Reachability, signal: AbortSignal): Promise<boolean> {
  for (const end = clock.monotonic() + pauseMs; clock.monotonic() < end; await clock.sleep(pollMs, signal))
    if (await answers(signal)) return true
  return false
}

/**
 * Waits until the machine answers, and asks how long it has run. Returns the figures of one that has run for longer than its relay is
 * closed: it hangs on another outlet. Throws when it does not answer in time.
 */
export async function requireStart(
  services: Services,
  {host, outlet, closedAt, startMs, fail}: WatchedStart,
  signal: AbortSignal,
): Promise<string | undefined> {
  const {clock} = services
  for (const end = closedAt + startMs; ; await clock.sleep(pollMs, signal)) {
    if ((await isReachable(host, services, signal)) === true) {
      const upMs = await readUptime(services, host, signal)
      const sinceMs = clock.monotonic() - closedAt
      if (upMs !== undefined && upMs <= sinceMs + slackMs) return undefined
      if (upMs !== undefined) return `${host.name} has been up for ${seconds(upMs)}, and ${outlet} was closed ${seconds(sinceMs)} ago`
    }
    if (clock.monotonic() >= end) throw fail(`${host.name} did not answer within ${seconds(startMs)} after ${outlet} was closed`)
  }
}

/** Waits until the services of a machine that answers have started: guards count their start as work. */
export async function untilBooted({transports}: Services, host: Host, startMs: number, signal: AbortSignal): Promise<void> {
  try {
    await transports.to(host.name).exec(['systemctl', 'is-system-running', '--wait'], {timeoutMs: startMs, signal})
  } catch {
    // The guards look at the machine again before it is shut down.
    signal.throwIfAborted()
  }
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`
