import type {Snapshot} from '../snapshot/snapshot.ts'
import {mountMask, privateBit} from '../snapshot/layout.ts'
import type {Plan, TierName} from '../select/plan.ts'
import {countryOf, hostName, mountUrls} from '../snapshot/hosts.ts'
import {protocolName} from '../net/mirror-url.ts'

/** A mirror in an answer, for the formats that are not made of encoded pieces. */
export interface MirrorEntry {
  name: string
  country: string
  tier: TierName
  /** 100 for the first host, one less for each next, at least 1. */
  preference: number
  private: boolean
  urls: {protocol: string; url: string}[]
}

export interface EntryInput {
  plan: Plan
  order: Uint32Array
  count: number
  protocols: number
  oncePerProtocol: boolean
  /** `/path` behind each base URL. */
  path: string
}

export function mirrorEntries(snapshot: Snapshot, {plan, order, count, protocols, oncePerProtocol, path}: EntryInput): MirrorEntry[] {
  const tiers = plan.tiers.flatMap(({name, candidates}) => Array.from(candidates.mounts, () => name))
  return Array.from(order.subarray(0, count), (entry, at) => {
    const mount = entry & mountMask
    const host = snapshot.mountHost[mount] as number
    const all = mountUrls(snapshot, mount).filter(({bit}) => (bit & protocols) !== 0)
    const urls = oncePerProtocol ? all.filter(({bit}, index) => all.findIndex((other) => other.bit === bit) === index) : all
    return {
      name: hostName(snapshot, host),
      country: countryOf(snapshot, host),
      tier: tiers[at] as TierName,
      preference: Math.max(1, 100 - at),
      private: (entry & privateBit) !== 0,
      urls: urls.map(({bit, base}) => ({protocol: protocolName(bit), url: `${base}${path}`})),
    }
  })
}
