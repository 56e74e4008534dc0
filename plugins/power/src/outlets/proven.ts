import type {Fact, FactChange} from '@ops/core/coordinator'
import {machineOf} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {findDifference, idsOf} from '../drivers/kit/device-ids.ts'
import {digestOf} from '../drivers/kit/outlet-id.ts'
import {readPowerMap} from './power-map.ts'
import type {OutletStatus} from './read-outlet.ts'
import {isSameOutlet, type NotedOutlet} from './same-outlet.ts'

/** Which outlets were shown to feed which host. Key: the host. */
export const wiringSpace = 'power.wiring'

/** The note of the end of a proof, in the journal. */
const voidAct = 'power.wiring.void'

/** How it was shown that an outlet feeds a host. */
export type WiringEvidence =
  /** The draw fell when the host shut down. */
  | 'meter'
  /** The host, silent while the relay was open, started when it closed. */
  | 'start'

export interface ProvenOutlet extends NotedOutlet {
  how: WiringEvidence
  /** Hash of what the inventory says about the outlet. */
  entry: string
  /** The machine that the host was, as `machineOf` writes it. A proof without it is of an older version, and void. */
  machine?: string
}

/** The change that ends the proofs of a host on these outlets, or all of them; undefined when it has none. */
export async function endProofs(
  {coordinator}: Pick<Services, 'coordinator'>,
  {host, on, act = voidAct, text}: {host: string; on?: readonly OutletStatus[]; act?: string; text: string},
): Promise<FactChange | undefined> {
  const fact = await coordinator.facts.read(wiringSpace, host)
  return changeTo(fact, act, text, (one) => on !== undefined && !on.some((status) => isSameOutlet(one, status)))
}

/**
 * The changes that end proofs of a host, and of the name that its machine had before, which the inventory does not have any more as they
 * were made: an entry that comes back later is another one.
 */
export async function voidProofs(
  services: Services,
  {host, former, statuses}: {host: string; former?: string | undefined; statuses: readonly OutletStatus[]},
): Promise<FactChange[]> {
  const changes = [host, ...(former === undefined ? [] : [former])].map(async (name) => {
    const isOther = (one: ProvenOutlet) =>
      statuses.some((status) => one.outlet === status.outlet.supply.id && status.reading !== undefined && !hasIds(one, status))
    const fact = await services.coordinator.facts.read(wiringSpace, name)
    const text = `what was proven of ${name} is void: its machine, its outlet or its entry has changed`
    return changeTo(fact, voidAct, text, (one) => isCurrent(services, name, one) && !(name === host && isOther(one)))
  })
  return (await Promise.all(changes)).filter((change) => change !== undefined)
}

function changeTo(fact: Fact | undefined, act: string, text: string, keep: (one: ProvenOutlet) => boolean): FactChange | undefined {
  const before = provenIn(fact)
  const outlets = before.filter(keep)
  if (fact === undefined || outlets.length === before.length) return undefined
  return {space: wiringSpace, key: fact.key, value: {outlets}, expect: fact.version, act, text, host: fact.key}
}

export function provenIn(fact: {value: Record<string, unknown>} | undefined): ProvenOutlet[] {
  return (fact?.value['outlets'] ?? []) as ProvenOutlet[]
}

/** Whether a proof is one of this outlet as it is now, for the machine that the host is now. */
export function provesOutlet(services: Pick<Services, 'inventory'>, host: string, proven: ProvenOutlet, status: OutletStatus): boolean {
  const {supply} = status.outlet
  return (
    proven.outlet === supply.id &&
    isOfMachine(services, host, proven) &&
    proven.entry === digestOf(supply.settings) &&
    hasIds(proven, status)
  )
}

function hasIds({ids}: ProvenOutlet, {reading}: OutletStatus): boolean {
  if (reading === undefined) return false
  const found = idsOf(reading)
  return ids === undefined || found === undefined ? ids === found : findDifference(ids, found) === undefined
}

/** Whether the inventory still has the machine and the entry of a proof. */
export function isCurrent(services: Services, host: string, proven: ProvenOutlet): boolean {
  const supplies = readPowerMap(services.inventory, services.registry).of(host)
  const hasEntry = supplies.some((supply) => supply.id === proven.outlet && digestOf(supply.settings) === proven.entry)
  return hasEntry && isOfMachine(services, host, proven)
}

function isOfMachine({inventory}: Pick<Services, 'inventory'>, name: string, {machine}: ProvenOutlet): boolean {
  const host = inventory.hosts.get(name)
  return host !== undefined && machineOf(host) === machine
}
