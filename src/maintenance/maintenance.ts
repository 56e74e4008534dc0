import type {Fact} from '../coordinator/index.ts'
import {inRun} from '../runs/index.ts'
import type {Services} from '../seams/index.ts'
import {formatLocalTime} from '../text/index.ts'
import {errors} from './errors.ts'

/** Key: the host. */
const space = 'maintenance'

export interface Maintenance {
  host: string
  reason: string
  /** user@host that began it, and when (ISO 8601). */
  by: string
  since: string
  /** ISO 8601; without it the maintenance ends with `ops maintenance off`. */
  until?: string
}

/** A maintenance that was just begun, and the one of the same machine that it replaced. */
export interface StartedMaintenance extends Maintenance {
  replaced?: Maintenance
}

type Deps = Pick<Services, 'coordinator' | 'clock'>

/** The maintenance of a host; undefined when there is none, or its time is over. */
export async function findMaintenance({coordinator, clock}: Deps, host: string): Promise<Maintenance | undefined> {
  return toMaintenance(await coordinator.facts.read(space, host), clock.now())
}

/** All hosts in maintenance now. */
export async function readMaintenance({coordinator, clock}: Deps): Promise<Maintenance[]> {
  return (await coordinator.facts.list(space)).flatMap((fact) => toMaintenance(fact, clock.now()) ?? [])
}

function toMaintenance(fact: Fact | undefined, nowMs: number): Maintenance | undefined {
  if (fact === undefined) return undefined
  const {reason, until} = fact.value as {reason: string; until?: string}
  if (until !== undefined && Date.parse(until) <= nowMs) return undefined
  return {host: fact.key, reason, by: fact.actor, since: fact.at, ...(until === undefined ? {} : {until})}
}

/** `is in maintenance until 2027-01-31 18:00:00 +01:00: new disks (alice@ctl1).`; the time is local, or that of `timeZone`. */
export function maintenanceSentence({reason, by, until}: Maintenance, timeZone?: string): string {
  const end = until === undefined ? '' : ` until ${formatEnd(Date.parse(until), timeZone)}`
  return `is in maintenance${end}: ${reason.replace(/\.$/, '')} (${by}).`
}

function formatEnd(ms: number, timeZone?: string): string {
  const {date, time, zone} = formatLocalTime(ms, timeZone)
  return `${date} ${time.slice(0, 8)} ${zone}`
}

export interface MaintenanceInput {
  hosts: readonly string[]
  reason: string
  /** Milliseconds since 1970. */
  untilMs?: number | undefined
  argv: readonly string[]
}

/** Hosts that are in maintenance already get the new reason and end; the old ones are in the result. */
export async function startMaintenance(
  services: Services,
  {hosts, reason, untilMs, argv}: MaintenanceInput,
): Promise<StartedMaintenance[]> {
  if (reason.trim() === '') throw errors.MAINTENANCE_NO_REASON({})
  if (untilMs !== undefined && !(untilMs > services.clock.now())) throw errors.MAINTENANCE_UNTIL_PAST({}, formatEnd(untilMs))
  const until = untilMs === undefined ? {} : {until: new Date(untilMs).toISOString()}
  const before = await Promise.all(hosts.map((host) => findMaintenance(services, host)))
  await change(services, {hosts, argv, act: 'maintenance.on', value: {reason: reason.trim(), ...until}, text: reason.trim()})
  const found = await Promise.all(hosts.map((host) => findMaintenance(services, host)))
  return found.flatMap((one, at) => {
    const replaced = before[at]
    return one === undefined ? [] : [{...one, ...(replaced === undefined ? {} : {replaced})}]
  })
}

/** Returns the hosts that were in maintenance. */
export async function endMaintenance(services: Services, hosts: readonly string[], argv: readonly string[]): Promise<string[]> {
  const known = await Promise.all(hosts.map((host) => services.coordinator.facts.read(space, host)))
  const ended = hosts.filter((_, at) => known[at] !== undefined)
  if (ended.length > 0)
    await change(services, {hosts: ended, argv, act: 'maintenance.off', value: undefined, text: 'the maintenance is over'})
  return ended
}

interface Change {
  hosts: readonly string[]
  argv: readonly string[]
  act: string
  value: Record<string, unknown> | undefined
  text: string
}

async function change(services: Services, {hosts, argv, act, value, text}: Change): Promise<void> {
  const {facts} = services.coordinator
  const command = act.replace('.', ' ')
  await inRun(services, {command, argv, hosts}, async ({id}) => {
    const versions = await Promise.all(hosts.map(async (host) => (await facts.read(space, host))?.version ?? 0))
    await facts.write(
      id,
      hosts.map((host, at) => ({space, key: host, value, expect: versions[at] ?? 0, act, text, host})),
    )
    return hosts.map((host) => ({host}))
  })
}
