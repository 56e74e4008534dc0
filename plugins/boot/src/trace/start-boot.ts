import {exitCodes, type ErrorJson} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {PowerControl, Services} from '@ops/core/seams'
import {profileErrors} from '../errors/profile-errors.ts'
import {traceErrors} from '../errors/trace-errors.ts'
import {bootHost, bootTop} from '../inventory/section.ts'
import type {Evidence} from '../timeline/evidence.ts'
import type {Timeline} from '../timeline/timeline.ts'
import {type Booting, followBoot} from './follow-boot.ts'
import type {ControlClient} from '../control/control-client.ts'

export interface StartOptions {
  /** Milliseconds that the boot may take. */
  forMs: number
  server: ControlClient
  changed?: (host: string, timeline: Timeline, evidence: Evidence) => void
}

export interface BootResult {
  host: string
  profile: string
  verdict: Timeline['verdict']
  timeline: Timeline
  evidence: Evidence[]
  error?: ErrorJson
}

/** Profile and boot section of a host. Throws BOOT_HOST_NO_PROFILE. */
export function bootingOf(services: Pick<Services, 'inventory'>, host: Host): Booting & {profileName: string} {
  const boot = host.section(bootHost)
  if (boot === undefined) throw profileErrors.BOOT_HOST_NO_PROFILE({host: host.name}, host.name)
  const profile = services.inventory.top(bootTop)?.profiles[boot.profile]
  if (profile === undefined) throw profileErrors.BOOT_HOST_NO_PROFILE({host: host.name}, host.name)
  return {host, boot, profile, profileName: boot.profile}
}

/** Arms the host, switches it on, and follows it to its last stage. */
export async function startBoot(services: Services, run: Run, host: Host, options: StartOptions, signal: AbortSignal): Promise<BootResult> {
  const {profileName, ...booting} = bootingOf(services, host)
  const power = powerControlOf(services, host)
  const before = await power.status(services, host, signal)
  if (before.power === 'on') throw traceErrors.BOOT_ALREADY_ON({host: host.name}, host.name)
  const network = booting.profile.source === 'network'
  if (network)
    await run.act('boot.arm', {host: host.name, data: {forMs: options.forMs}}, () => options.server.arm(host.name, options.forMs, signal))
  try {
    const trace = await followBoot(
      services,
      booting,
      {
        forMs: options.forMs,
        ...(network ? {server: options.server} : {}),
        changed: (timeline, seen) => options.changed?.(host.name, timeline, seen),
      },
      async (report, inner) => {
        const outcome = await power.on(services, run, host, inner)
        report({witness: 'power', stage: 'power', state: outcome.power === 'on' ? 'ok' : 'failed', words: `the power is ${outcome.power}`})
      },
      signal,
    )
    await run.note('boot.story', {verdict: trace.timeline.verdict, stoppedAt: trace.timeline.stoppedAt, why: trace.timeline.why}, host.name)
    return resultOf(host.name, profileName, trace.timeline, trace.evidence)
  } finally {
    // Armed for one boot only, whatever its outcome.
    if (network) await options.server.disarm(host.name, AbortSignal.timeout(disarmMs)).catch(() => {})
  }
}

const disarmMs = 5000

export function powerControlOf({registry}: Pick<Services, 'registry'>, host: Host): PowerControl {
  const power = registry.powerControl.get('power')
  if (power === undefined) throw traceErrors.BOOT_NO_POWER({host: host.name}, host.name)
  return power
}

/** The result of a boot; one that stopped has an error with stage and reason. */
export function resultOf(host: string, profile: string, timeline: Timeline, evidence: Evidence[]): BootResult {
  const result: BootResult = {host, profile, verdict: timeline.verdict, timeline, evidence}
  if (timeline.verdict === 'booted') return result
  const error = traceErrors.BOOT_STOPPED({host}, host, timeline.stoppedAt ?? 'unknown', timeline.why ?? 'there is no evidence')
  return {...result, error: {...error.toJSON(), exit: exitCodes.allFailed}}
}
