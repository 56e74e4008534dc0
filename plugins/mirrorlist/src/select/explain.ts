import {mountMask, none, noContinent, privateBit} from '../snapshot/layout.ts'
import {listOf, type Snapshot} from '../snapshot/snapshot.ts'
import {countryOf, hostName, mountUrls} from '../snapshot/hosts.ts'
import {makePlan} from './make-plan.ts'
import {type Policy, refusal, type Refusal, type TierName, type Criteria} from './plan.ts'

export interface Explained {
  name: string
  country: string
  /** Mbit/s, the weight in the shuffle. */
  bandwidth: number
  private: boolean
  /** Where it was found; undefined when it is not listed. */
  tier: TierName | undefined
  /** Share of the clients like this one for which it comes first in its tier, 0 to 1. */
  share: number
  /** Why it is not listed, a clause like the crawler's; empty when it is. */
  reason: string
  urls: string[]
}

const refusalText: Record<Refusal, string> = {
  protocol: 'it has no URL of the protocols asked for',
  family: 'it is not known to be reachable by the address family asked for',
  'not-allowed': 'it serves only clients of other countries (countries_allowed)',
  'excluded-country': 'it is in an excluded country',
}

/** Every host of the network: its tier and weight, or the reason why it is left out. */
export function explain(snapshot: Snapshot, criteria: Criteria, policy: Policy, directory: number): Explained[] {
  const plan = makePlan(snapshot, criteria, policy)
  const tierOf = new Map<number, {tier: TierName; share: number}>()
  for (const {name, candidates} of plan.tiers) {
    candidates.weights.forEach((weight, group) => {
      const start = candidates.starts[group] as number
      for (const entry of candidates.mounts.subarray(start, start + (candidates.sizes[group] as number)))
        tierOf.set(entry & mountMask, {tier: name, share: weight / (candidates.sums[1] as number)})
    })
  }
  const carriers = listOf(snapshot, snapshot.shapeCarriers[criteria.shape] as number)
  const carrying = new Set<number>()
  const listed = Array.from(carriers, (entry): Explained => {
    const mount = entry & mountMask
    const host = snapshot.mountHost[mount] as number
    carrying.add(host)
    const found = tierOf.get(mount)
    const isPrivate = (entry & privateBit) !== 0
    return {
      ...hostFacts(snapshot, host),
      private: isPrivate,
      tier: found?.tier,
      share: found?.share ?? 0,
      reason: found === undefined ? reasonOf(snapshot, criteria, policy, {mount, isPrivate, tiers: plan.tiers.map(({name}) => name)}) : '',
      urls: mountUrls(snapshot, mount).map(({base}) => base),
    }
  })
  const absent = Array.from(snapshot.hostIds, (_, host) => host).filter((host) => !carrying.has(host))
  const rank = (row: Explained) => (row.tier === undefined ? plan.tiers.length : plan.tiers.findIndex(({name}) => name === row.tier))
  return [
    ...listed.sort((a, b) => rank(a) - rank(b) || b.share - a.share),
    ...absent.map((host) => ({
      ...hostFacts(snapshot, host),
      private: false,
      tier: undefined,
      share: 0,
      reason: exclusionOf(snapshot, host, directory) ?? 'it does not carry this directory',
      urls: [],
    })),
  ]
}

function hostFacts(snapshot: Snapshot, host: number) {
  return {name: hostName(snapshot, host), country: countryOf(snapshot, host), bandwidth: snapshot.hostWeight[host] as number}
}

interface Left {
  mount: number
  isPrivate: boolean
  tiers: readonly TierName[]
}

function reasonOf(snapshot: Snapshot, criteria: Criteria, policy: Policy, {mount, isPrivate, tiers}: Left): string {
  const refused = refusal(snapshot, criteria, mount)
  if (refused !== undefined) return refusalText[refused]
  if (isPrivate)
    return criteria.countries.length > 0
      ? 'it is private, and country= is about public mirrors'
      : 'it is private, and neither its netblocks nor its ASN hold this client'
  if (tiers[0] === 'netblock' && policy.order === 'stop') return 'it is not needed: a mirror has the netblock of this client'
  if (criteria.countries.length > 0)
    return tiers.length > 0 ? 'it is not in the countries asked for' : 'it is not in the countries asked for, and strict forbids others'
  if (criteria.strict) return "it is not in the client's country, and strict forbids others"
  const continent = snapshot.countryContinent[criteria.country]
  if (continent === noContinent) return "it is not near: the client's country has no known continent"
  return `it is on another continent, and at least ${policy.minimum} nearer mirrors were found`
}

function exclusionOf({excludedHost, excludedDirectory, excludedReason}: Snapshot, host: number, directory: number): string | undefined {
  for (let at = 0; at < excludedHost.length; at++) {
    const where = excludedDirectory[at]
    if (excludedHost[at] === host && (where === none || where === directory)) return excludedReason.get(at)
  }
  return undefined
}
