import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {consoleEvidence} from '../console/console-evidence.ts'
import {readConsole} from '../console/open-console.ts'
import type {ControlClient} from '../control/control-client.ts'
import type {BootHost, Profile} from '../inventory/schema.ts'
import type {Evidence, ReportEvidence} from '../timeline/evidence.ts'
import {stagesOf} from '../timeline/stages.ts'
import {type Timeline, timelineOf} from '../timeline/timeline.ts'
import {followWire, probeLogin} from './evidence-sources.ts'

export interface Booting {
  host: Host
  boot: BootHost
  profile: Profile
}

export interface FollowOptions {
  /** Milliseconds that the boot may take. */
  forMs: number
  /** Undefined for boards that boot from flash. */
  server?: ControlClient
  /** Called with each new evidence. */
  changed?: (timeline: Timeline, evidence: Evidence) => void
}

export interface BootTrace {
  timeline: Timeline
  evidence: Evidence[]
}

/** Follows one boot. All sources are opened before `switchOn` is called, so that the beginning is not missed. */
export async function followBoot(
  services: Pick<Services, 'clock' | 'transports'>,
  {host, boot, profile}: Booting,
  options: FollowOptions,
  switchOn: (report: ReportEvidence, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<BootTrace> {
  const {clock} = services
  const stages = stagesOf(profile)
  const evidence: Evidence[] = []
  const over = new AbortController()
  const watching = AbortSignal.any([signal, over.signal])
  let began = clock.monotonic()
  const report: ReportEvidence = (one) => {
    const seen = {...one, atMs: Math.max(0, Math.round(clock.monotonic() - began))}
    evidence.push(seen)
    const timeline = timelineOf(stages, evidence, false)
    options.changed?.(timeline, seen)
    if (timeline.verdict !== 'under way') over.abort()
  }
  const watchers: Promise<void>[] = []
  if (options.server !== undefined)
    watchers.push((await followWire(options.server, {host: host.name, mac: boot.mac}, report, watching)).ended)
  if (boot.serial !== undefined) watchers.push(readConsole(boot.serial, consoleEvidence(report), clock, watching))
  try {
    began = clock.monotonic()
    await switchOn(report, signal)
    if (stages.includes('login')) watchers.push(probeLogin(services, host, report, watching))
    await clock.sleep(options.forMs, watching).catch(() => {})
  } finally {
    over.abort()
    await Promise.all(watchers)
  }
  signal.throwIfAborted()
  return {timeline: timelineOf(stages, evidence, true), evidence}
}
