import {isDeepStrictEqual} from 'node:util'
import type {FactChange} from '@ops/core/coordinator'
import {hostsOfMachine, machineOf} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {pinsOf, type Supply} from './power-map.ts'
import {type DeviceIds, findDifference, formatIds} from '../drivers/kit/device-ids.ts'

/** The note of an outlet that was seen for the first time, in the journal. */
export const seenAct = 'power.outlet.seen'

/** The outlets of each host, as they were when ops first saw them. Key: the host. */
export const outletSpace = 'power.outlets'

export interface RememberedOutlet {
  /** As the inventory names it: `kasa/10.0.0.9:9999/3`. */
  outlet: string
  ids: DeviceIds
}

/** Under which name ops saw a machine last. Key: the machine, as `machineOf` writes it. */
const machineSpace = 'power.machines'

/** The note of a machine that has another name, in the journal. */
const namedAct = 'power.machine.named'

export interface Remembered {
  outlets: RememberedOutlet[]
  /** 0: ops has never seen an outlet of this host. */
  version: number
  /** The machine that the host was; undefined in a journal of an older version. */
  machine?: string
  /** The name that the machine had before, if the inventory has it no more: what was seen of it is that of this host. */
  former?: {host: string; version: number}
  /** Names that the machine of before has now, if ops has not seen their outlets yet: what was seen of the machine is theirs. */
  heirs?: string[]
  /** The entry of the machine by which the former name is found. */
  named?: {host: string | undefined; version: number}
}

type Deps = Pick<Services, 'coordinator' | 'inventory'>

/** What ops knows of the outlets of a host, or of its machine under the name that it had before. */
export async function readRemembered({coordinator: {facts}, inventory}: Deps, host: string): Promise<Remembered> {
  const own = await facts.read(outletSpace, host)
  const found = inventory.hosts.get(host)
  const machine = found === undefined ? undefined : machineOf(found)
  const seen = {outlets: outletsIn(own?.value), version: own?.version ?? 0, ...machineIn(own?.value)}
  if (machine === undefined || seen.machine === machine) return seen
  const renamed = seen.machine === undefined ? [] : hostsOfMachine(inventory, seen.machine).filter((name) => name !== host)
  const theirs = await Promise.all(renamed.map((name) => facts.read(outletSpace, name)))
  const heirs = renamed.filter((_, at) => theirs[at] === undefined)
  const index = await facts.read(machineSpace, machine)
  const before = index?.value['host'] as string | undefined
  const named = {host: before, version: index?.version ?? 0}
  const isGone = before !== undefined && before !== host && !inventory.hosts.has(before)
  const fact = isGone ? await facts.read(outletSpace, before) : undefined
  if (before === undefined || fact === undefined || fact.value['machine'] !== machine) return {...seen, heirs, named}
  const outlets = own === undefined ? outletsIn(fact.value) : seen.outlets
  return {...seen, outlets, heirs, named, former: {host: before, version: fact.version}}
}

export const outletsIn = (value: Record<string, unknown> | undefined) => (value?.['outlets'] ?? []) as RememberedOutlet[]

/** The machine of a fact. */
export function machineIn(value: Record<string, unknown> | undefined): {machine?: string} {
  const machine = value?.['machine'] as string | undefined
  return machine === undefined ? {} : {machine}
}

/** What ops knows about an outlet of a host before it asks the device. */
export interface Expectation {
  /** The ids that it must have. */
  known?: DeviceIds
  /**
   * Outlets that fed the host and are in the inventory no more, when this one has not been seen: it is one of them at another address, or
   * the host hangs on another plug now.
   */
  replaces?: RememberedOutlet[]
}

/** `supplies`: all outlets of the host, as the inventory has them now. */
export function expectationOf(supply: Supply, supplies: readonly Supply[], {outlets}: Remembered): Expectation {
  const before = outlets.find(({outlet}) => outlet === supply.id)
  if (before !== undefined) return contradictsPin(supply, before.ids) ? {} : {known: before.ids}
  const gone = outlets.filter(({outlet}) => !supplies.some(({id}) => id === outlet))
  const isPinned = gone.length > 0 && gone.every(({ids}) => contradictsPin(supply, ids))
  return gone.length === 0 || isPinned ? {} : {replaces: gone}
}

/** Whether the inventory pins another device than the one that ops remembers. What is declared counts more than what was seen. */
function contradictsPin(supply: Supply, ids: DeviceIds): boolean {
  return findDifference(ids, pinsOf(supply)) !== undefined
}

/** What makes ops remember these outlets of a host, and the machine that it is; empty when it does already. */
export function rememberChanges(
  {inventory}: Pick<Services, 'inventory'>,
  host: string,
  supplies: readonly Supply[],
  seen: readonly RememberedOutlet[],
  {outlets, version, machine: before, former, heirs = [], named}: Remembered,
): FactChange[] {
  if (seen.length === 0) return []
  const isListed = ({outlet}: RememberedOutlet) => supplies.some(({id}) => id === outlet)
  const kept = outlets.filter((one) => isListed(one) && !seen.some(({outlet}) => outlet === one.outlet))
  // While an outlet that is in the inventory has not been read, the one that it may replace stays known.
  const isWhole = supplies.every(({id}) => seen.some(({outlet}) => outlet === id) || kept.some(({outlet}) => outlet === id))
  const gone = isWhole ? [] : outlets.filter((one) => !isListed(one))
  const next = [...gone, ...kept, ...seen].sort((a, b) => (a.outlet < b.outlet ? -1 : 1))
  const machine = machineOf(inventory.host(host))
  if (before === machine && isDeepStrictEqual(next, outlets)) return []
  const fresh = seen.filter((one) => version === 0 || !outlets.some((known) => isDeepStrictEqual(known, one)))
  const text = fresh.map(({outlet, ids}) => `${outlet} has ${formatIds(ids)}`).join('; ') || `${host} is ${machine}`
  const change = {space: outletSpace, key: host, value: {outlets: next, machine}, expect: version, act: seenAct, text, host}
  const left = heirs.map((heir): FactChange => {
    const note = {act: namedAct, text: `${heir} is ${before}, which was ${host}`, host: heir}
    return {space: outletSpace, key: heir, value: {outlets, machine: before}, expect: 0, ...note}
  })
  return [change, ...left, ...nameChanges(host, machine, {former, named})]
}

/** The machine has this name from now on; what was seen of it under the former one has become that of this host. */
function nameChanges(
  host: string,
  machine: string,
  {former, named}: {[Key in 'former' | 'named']: Remembered[Key] | undefined},
): FactChange[] {
  if (named === undefined || named.host === host) return []
  const text = former === undefined ? `${host} is ${machine}` : `${host} is ${machine}, which was ${former.host}`
  const note = {act: namedAct, text, host}
  const change = {space: machineSpace, key: machine, value: {host}, expect: named.version, ...note}
  if (former === undefined) return [change]
  return [change, {space: outletSpace, key: former.host, value: undefined, expect: former.version, ...note}]
}
