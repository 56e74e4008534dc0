import type {Snapshot} from '../snapshot/snapshot.ts'
import type {WeightedMounts} from './weighted-sample.ts'

/** Where a mirror was found, nearest first; the number is what the statistics count by. */
export const tierNames = ['netblock', 'asn', 'country', 'geoip', 'continent', 'global'] as const
export type TierName = (typeof tierNames)[number]

export interface Tier {
  name: TierName
  /** Mounts, with privateBit, by bandwidth; those of netblock and ASN tiers evenly. */
  candidates: WeightedMounts
}

/** The listed mirrors, tier by tier, before the shuffle: the same for all clients with the same request and country. */
export interface Plan {
  tiers: Tier[]
  /** Middle of the comment line: `country = SE country = global `. */
  comment: string
  /** Mounts of all tiers. */
  count: number
}

export interface Criteria {
  shape: number
  /** Of the client; 0 unknown. */
  country: number
  /** Of `country=`: sorted, without repetition, in the case in which they were written. */
  countries: readonly string[]
  /** Bits of the protocols that the answer may hold. */
  protocols: number
  /** 1 IPv4, 2 IPv6: hosts known not to have it are left out; 0 any. */
  families: number
  /** Of hosts. */
  excludedCountries: readonly number[]
  /** Never widen to a continent or the world, and leave out hosts whose address family is unknown. */
  strict: boolean
  /** Lists of hosts whose netblock holds the client, longest prefix first. */
  netblocks: readonly number[]
  /** Position of the client's autonomous system in the snapshot, -1 without. */
  asn: number
}

/** How a service selects, the same for all requests. */
export interface Policy {
  /** Hosts below which the whole world is added. */
  minimum: number
  /**
   * `stop`: a mirror whose netblock holds the client is the only answer, as MirrorManager's Python server had it, since who runs
   * a private mirror wants its machines to use that. `append`: the public tiers follow, as its Rust server does.
   */
  order: 'stop' | 'append'
}

export type Refusal = 'protocol' | 'family' | 'not-allowed' | 'excluded-country'

/** Why a client may not be given a mount that it otherwise would get. */
export function refusal(snapshot: Snapshot, criteria: Criteria, mount: number): Refusal | undefined {
  const host = snapshot.mountHost[mount] as number
  if (criteria.families !== 0) {
    const known = snapshot.hostFamilies[host] as number
    if (known === 0 ? criteria.strict : (known & criteria.families) === 0) return 'family'
  }
  if (criteria.excludedCountries.includes(snapshot.hostCountry[host] as number)) return 'excluded-country'
  if (!mayServe(snapshot, host, criteria.country)) return 'not-allowed'
  return ((snapshot.mountProtocols[mount] as number) & criteria.protocols) === 0 ? 'protocol' : undefined
}

/** Hosts may be for the clients of some countries only. */
function mayServe(snapshot: Snapshot, host: number, country: number): boolean {
  const list = snapshot.hostAllowed[host] as number
  if (list === 0xffff_ffff) return true
  const end = snapshot.listStart[list + 1] as number
  for (let at = snapshot.listStart[list] as number; at < end; at++) if (snapshot.listItems[at] === country) return true
  return false
}

/** MirrorManager's minimum; see Policy for the order. */
export const defaultPolicy: Policy = {minimum: 5, order: 'stop'}
