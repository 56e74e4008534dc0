import type {Host} from '@ops/core/inventory'
import {inRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {switchOff} from '../off/switch-off.ts'
import {switchOn} from '../on/switch-on.ts'
import {readHost, stateOf} from '../outlets/read-outlet.ts'
import {proveWiring, readWiring} from '../outlets/wiring.ts'
import {leastWatts} from '../proofs/fall-proof.ts'
import {findReachability, isReachable, type Reachability} from '../proofs/reachability.ts'
import type {HostsResult} from '../runs/power-result.ts'
import {type HostAct, runEnd, runStart, toHostResult} from '../runs/run-hosts.ts'

export interface IdentifyInput {
  argv: readonly string[]
  /** Cut the power of the running machine for a moment, instead of shutting it down. */
  hard: boolean
  /** Reason that overrides findings of guards. */
  force?: string | undefined
  /** Milliseconds that the machine may take to answer after its relay closed. */
  startMs: number
}

/** Milliseconds without power. The machine must stay silent for this time: it did not start by itself. */
const pauseMs = 15_000
const pollMs = 2000
/** Milliseconds by which the uptime of a machine may exceed the time since its relay closed: clocks and delays. */
const slackMs = 3000

/** Shows that the outlet of a host feeds it, by switching it off and on while the host is watched. */
export async function identifyHost(services: Services, host: Host, input: IdentifyInput, signal: AbortSignal): Promise<HostsResult> {
  return inRun(
    services,
    runStart('power identify', input.argv, [host]),
    async (run) => [await toHostResult(host.name, signal, (record) => identify({services, run, host, record, signal}, input))],
    runEnd,
  )
}

async function identify(act: HostAct, {hard, force, startMs}: IdentifyInput): Promise<void> {
  const {services, run, host, record, signal} = act
  const {statuses} = await readHost(services, host, signal)
  for (const {error} of statuses) if (error !== undefined) throw error
  const known = await readWiring(services, host.name, statuses)
  record.add({power: stateOf(statuses), wiring: known})
  if (known === 'proven') return
  const reachability = await findReachability(host, services, signal)
  const fail = (why: string) => errors.POWER_WIRING_NOT_PROVED({host: host.name}, host.name, why)
  if (reachability === undefined) throw fail(`${host.name} does not answer, so there is nothing to watch. Nothing was switched`)
  const hasMeters = statuses.every(({reading}) => (reading?.watts ?? 0) >= leastWatts)
  if (statuses.length > 1 && (hard || !hasMeters))
    throw fail(`${host.name} has several outlets, which only meters at its shutdown can tell apart. Nothing was switched`)

  const off = {act: 'power.identify', together: [host.name], hard, isIdentification: true, ...(force === undefined ? {} : {force})}
  await switchOff(act, off)
  // A meter or a short cut has shown it; else its start must show it.
  if ((await readWiring(services, host.name, statuses)) === 'assumed') await requireSilence(services, reachability, {host, fail}, signal)
  await switchOn(act)
  const closedAt = services.clock.monotonic()
  if ((await readWiring(services, host.name, statuses)) === 'assumed') {
    await requireStart(services, {host, closedAt, startMs, fail}, signal)
    await proveWiring(services, run, {host: host.name, statuses, how: 'start'})
  }
  record.add({wiring: 'proven'})
}

interface Watched {
  host: Host
  fail: (why: string) => Error
}

/** A machine that answers while its relay is open hangs on another outlet. */
async function requireSilence({clock}: Services, {answers}: Reachability, {host, fail}: Watched, signal: AbortSignal): Promise<void> {
  for (const end = clock.monotonic() + pauseMs; clock.monotonic() < end; await clock.sleep(pollMs, signal))
    if (await answers(signal)) throw fail(`${host.name} answers while its relay is open, which stays open`)
}

/** Waits until the machine answers, and asks how long it has run: not longer than its relay is closed. */
async function requireStart(
  services: Services,
  {host, closedAt, startMs, fail}: Watched & {closedAt: number; startMs: number},
  signal: AbortSignal,
): Promise<void> {
  const {clock, transports} = services
  for (const end = closedAt + startMs; ; await clock.sleep(pollMs, signal)) {
    if ((await isReachable(host, services, signal)) === true) {
      const upMs = await readUptime(() => transports.to(host.name).exec(['cat', '/proc/uptime'], {timeoutMs: 10_000, signal}), signal)
      const sinceMs = clock.monotonic() - closedAt
      if (upMs !== undefined && upMs <= sinceMs + slackMs) return
      if (upMs !== undefined) throw fail(`${host.name} has been up for ${seconds(upMs)}, and its relay closed ${seconds(sinceMs)} ago`)
    }
    if (clock.monotonic() >= end) throw fail(`${host.name} did not answer within ${seconds(startMs)} after its relay closed again`)
  }
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`

/** Milliseconds; undefined while sshd does not answer yet. */
async function readUptime(read: () => Promise<{stdout: string}>, signal: AbortSignal): Promise<number | undefined> {
  try {
    const found = Number.parseFloat((await read()).stdout)
    return Number.isFinite(found) ? found * 1000 : undefined
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
