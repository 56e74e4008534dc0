import {isDeepStrictEqual} from 'node:util'
import type {FactChange} from '@ops/core/coordinator'
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

export interface Remembered {
  outlets: RememberedOutlet[]
  /** 0: ops has never seen an outlet of this host. */
  version: number
}

export async function readRemembered({coordinator}: Pick<Services, 'coordinator'>, host: string): Promise<Remembered> {
  const fact = await coordinator.facts.read(outletSpace, host)
  return {outlets: (fact?.value['outlets'] ?? []) as RememberedOutlet[], version: fact?.version ?? 0}
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

/** The change that makes ops remember these outlets of a host; undefined when it does already. */
export function rememberChange(
  host: string,
  supplies: readonly Supply[],
  seen: readonly RememberedOutlet[],
  {outlets, version}: Remembered,
): FactChange | undefined {
  const isListed = ({outlet}: RememberedOutlet) => supplies.some(({id}) => id === outlet)
  const kept = outlets.filter((before) => isListed(before) && !seen.some(({outlet}) => outlet === before.outlet))
  // While an outlet that is in the inventory has not been read, the one that it may replace stays known.
  const isWhole = supplies.every(({id}) => seen.some(({outlet}) => outlet === id) || kept.some(({outlet}) => outlet === id))
  const gone = isWhole ? [] : outlets.filter((before) => !isListed(before))
  const next = [...gone, ...kept, ...seen].sort((a, b) => (a.outlet < b.outlet ? -1 : 1))
  if (isDeepStrictEqual(next, outlets)) return undefined
  const fresh = seen.filter((one) => !outlets.some((before) => isDeepStrictEqual(before, one)))
  const text = fresh.map(({outlet, ids}) => `${outlet} has ${formatIds(ids)}`).join('; ')
  return {space: outletSpace, key: host, value: {outlets: next}, expect: version, act: seenAct, text, host}
}
