import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {consoleWitness} from '../console/console-evidence.ts'
import {readConsole} from '../console/open-console.ts'
import type {BootHost, Profile} from '../inventory/schema.ts'
import type {Evidence} from '../timeline/evidence.ts'
import {stagesOf} from '../timeline/stages.ts'
import {type Timeline, timelineOf} from '../timeline/timeline.ts'
import {loginProbe} from './login-probe.ts'
import type {ServerLink} from '../control/control-client.ts'
import {wireEvidence} from './wire-evidence.ts'

export interface Booting {
  host: Host
  boot: BootHost
  profile: Profile
}

export interface FollowOptions {
  /** Milliseconds after which nobody waits any longer. */
  forMs: number
  /** None for boards that boot from their flash. */
  server?: ServerLink
  /** Called when something changed. */
  changed?: (timeline: Timeline, evidence: Evidence) => void
}

export interface BootStory {
  timeline: Timeline
  evidence: Evidence[]
}

/** Follows one boot. Watching begins before `switchOn` is called, so that nothing of the beginning is missed. */
export async function followBoot(
  services: Pick<Services, 'clock' | 'transports'>,
  {host, boot, profile}: Booting,
  options: FollowOptions,
  switchOn: (see: (evidence: Omit<Evidence, 'atMs'>) => void, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<BootStory> {
  const {clock} = services
  const stages = stagesOf(profile)
  const evidence: Evidence[] = []
  const over = new AbortController()
  const watching = AbortSignal.any([signal, over.signal])
  let began = clock.monotonic()
  const see = (one: Omit<Evidence, 'atMs'>) => {
    const seen = {...one, atMs: Math.max(0, Math.round(clock.monotonic() - began))}
    evidence.push(seen)
    const timeline = timelineOf(stages, evidence, false)
    options.changed?.(timeline, seen)
    if (timeline.verdict !== 'under way') over.abort()
  }
  const watchers: Promise<void>[] = []
  if (options.server !== undefined) watchers.push((await watchWire(options.server, {host: host.name, mac: boot.mac}, see, watching)).ended)
  if (boot.serial !== undefined) watchers.push(readConsole(boot.serial, consoleWitness(see), clock, watching))
  try {
    began = clock.monotonic()
    await switchOn(see, signal)
    if (stages.includes('login')) watchers.push(loginProbe(services, host, see, watching))
    await clock.sleep(options.forMs, watching).catch(() => {})
  } finally {
    over.abort()
    await Promise.all(watchers)
  }
  signal.throwIfAborted()
  return {timeline: timelineOf(stages, evidence, true), evidence}
}

/** Resolves once the server listens to us; `ended` with the watching. */
async function watchWire(
  server: ServerLink,
  subject: {host: string; mac: string},
  see: (evidence: Omit<Evidence, 'atMs'>) => void,
  signal: AbortSignal,
): Promise<{ended: Promise<void>}> {
  const events = server.events(signal)[Symbol.asyncIterator]()
  // The first call opens the connection; a server that is away must be told before anything is switched on.
  const first = events.next()
  await Promise.race([first, new Promise<void>((resolve) => setTimeout(resolve, settleMs).unref())])
  const pump = async () => {
    for (let step = await first; step.done !== true; step = await events.next()) {
      const seen = wireEvidence(step.value, subject)
      if (seen !== undefined) see(seen)
    }
  }
  // A server that goes away later takes its evidence with it; what it would have shown stays unknown.
  return {ended: pump().catch(() => {})}
}

/** Milliseconds in which a control socket that is not there has said so. */
const settleMs = 300
