import type {Fact} from '../coordinator/index.ts'
import {inRun} from '../runs/index.ts'
import type {InventoryProblem} from '../inventory/index.ts'
import {hostsOfMachine, machineOf} from '../inventory/host.ts'
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
type KnownDeps = Deps & Pick<Services, 'inventory'>

/** The maintenance of a host, also one of its machine under a name that it had before; undefined when there is none, or its time is over. */
export async function findMaintenance(services: KnownDeps, host: string): Promise<Maintenance | undefined> {
  const now = services.clock.now()
  const [found] = (await readFacts(services, host)).flatMap((fact) => toMaintenance(fact, now) ?? [])
  return found === undefined ? undefined : {...found, host}
}

/** What was said of a host, and of its machine under names that the inventory has no more. */
async function readFacts({coordinator: {facts}, inventory}: KnownDeps, host: string): Promise<Fact[]> {
  const own = await facts.read(space, host)
  const found = inventory.hosts.get(host)
  const machine = found === undefined ? undefined : machineOf(found)
  const isFormer = ({key, value}: Fact) => value['machine'] !== undefined && value['machine'] === machine && !inventory.hosts.has(key)
  return [...(own === undefined ? [] : [own]), ...(await facts.list(space)).filter(isFormer)]
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

/** One warning for each maintenance of a machine that has neither its name nor its address in the inventory. */
export async function findGoneMaintenance({coordinator, clock, inventory}: KnownDeps): Promise<InventoryProblem[]> {
  return (await coordinator.facts.list(space)).flatMap((fact): InventoryProblem[] => {
    const found = toMaintenance(fact, clock.now())
    const machine = fact.value['machine'] as string | undefined
    const isHere = inventory.hosts.has(fact.key) || (machine !== undefined && hostsOfMachine(inventory, machine).length > 0)
    if (found === undefined || isHere) return []
    const message = `${fact.key} ${maintenanceSentence(found)} The inventory has no machine of this name or address.`
    const hint = `If it has another name and another address now, run ops maintenance on with its name; then run ops maintenance off ${fact.key}.`
    return [{spot: {file: inventory.file, line: 1, column: 1}, path: 'hosts', message, hint}]
  })
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
  const known = await Promise.all(hosts.map((host) => readFacts(services, host)))
  const ended = hosts.filter((_, at) => known[at]?.length !== 0)
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
    const changes = await Promise.all(hosts.map((host) => changesOf(services, host, value)))
    // Two names of one machine end the same.
    const byKey = new Map(changes.flat().map((one) => [one.key, {space, ...one, act, text}]))
    await facts.write(id, [...byKey.values()])
    return hosts.map((host) => ({host}))
  })
}

/** The new value of a host; what was said of its machine under a former name ends with it. */
async function changesOf(services: KnownDeps, host: string, value: Record<string, unknown> | undefined) {
  const known = await readFacts(services, host)
  const own = known.find(({key}) => key === host)
  const found = services.inventory.hosts.get(host)
  const machine = found === undefined ? {} : {machine: machineOf(found)}
  const formers = known.filter(({key}) => key !== host).map(({key, version}) => ({key, value: undefined, expect: version, host}))
  if (value === undefined) return own === undefined ? formers : [{key: host, value, expect: own.version, host}, ...formers]
  return [{key: host, value: {...value, ...machine}, expect: own?.version ?? 0, host}, ...formers]
}
