import {mountMask, noContinent} from '../snapshot/layout.ts'
import {listOf, type Snapshot} from '../snapshot/snapshot.ts'
import {weighMounts} from './weighted-sample.ts'
import {type Plan, type Policy, refusal, type Tier, type TierName, type Criteria} from './plan.ts'

/** Selects: netblock, ASN, requested countries, the client's country, its continent, the world. Pure; the shuffle comes after. */
export function makePlan(snapshot: Snapshot, criteria: Criteria, policy: Policy): Plan {
  const builder = new PlanBuilder(snapshot, criteria)
  const carriers = () => listOf(snapshot, snapshot.shapeCarriers[criteria.shape] as number)
  if (criteria.countries.length === 0 && (criteria.netblocks.length > 0 || criteria.asn >= 0)) {
    const near = criteria.netblocks.map((list) => builder.add('netblock', ofHosts(snapshot, carriers(), list)))
    if (builder.count > 0 || (policy.order === 'append' && near.includes(true))) builder.comment += 'Using preferred netblock '
    if (builder.count > 0 && policy.order === 'stop') return builder.finish()
    if (criteria.asn >= 0 && builder.add('asn', ofHosts(snapshot, carriers(), snapshot.asnHosts[criteria.asn] as number))) {
      builder.comment += `Using ASN ${snapshot.asnNumber[criteria.asn]} `
    }
  }
  if (criteria.countries.length > 0 && (builder.addRequested() || criteria.strict)) return builder.finish()
  builder.addCountry('geoip', criteria.country)
  if (!criteria.strict) {
    builder.addContinents([criteria.country])
    if (builder.count < policy.minimum) builder.addGlobal('global')
  }
  return builder.finish()
}

function ofHosts(snapshot: Snapshot, carriers: Uint32Array, list: number): number[] {
  const hosts = new Set(listOf(snapshot, list))
  return [...carriers].filter((mount) => hosts.has(snapshot.mountHost[mount & mountMask] as number))
}

class PlanBuilder {
  readonly #snapshot: Snapshot
  readonly #criteria: Criteria
  readonly #tiers: Tier[] = []
  readonly #hosts = new Set<number>()
  comment = ''

  constructor(snapshot: Snapshot, criteria: Criteria) {
    this.#snapshot = snapshot
    this.#criteria = criteria
  }

  /** Distinct hosts so far. */
  get count(): number {
    return this.#hosts.size
  }

  /** Adds a tier of those that are eligible and new; returns whether there is any mirror, see #take. */
  add(name: TierName, mounts: Iterable<number>): boolean {
    const added: number[] = []
    const any = this.#take(mounts, added)
    this.#push(name, added)
    return any
  }

  /** `country=`: these countries, or their continents when none of them has a mirror. */
  addRequested(): boolean {
    const added: number[] = []
    let any = false
    for (const text of this.#criteria.countries) {
      if (text.toUpperCase() === 'GLOBAL') {
        this.comment += 'country = global '
        if (this.#take(listOf(this.#snapshot, this.#snapshot.shapeGlobal[this.#criteria.shape] as number), added)) any = true
        continue
      }
      const country = this.#snapshot.countryByName.get(text.toUpperCase())
      if (country === undefined || !this.#take(this.#inCountry(country), added)) continue
      this.comment += `country = ${text} `
      any = true
    }
    this.#push('country', added)
    if (any || this.#criteria.strict) return any
    return this.addContinents(this.#criteria.countries.map((text) => this.#snapshot.countryByName.get(text.toUpperCase()) ?? 0))
  }

  addCountry(name: TierName, country: number): void {
    if (this.add(name, this.#inCountry(country))) this.comment += `country = ${this.#snapshot.countryNames[country]} `
  }

  /** The other countries of these countries' continents. A country that no continent has (it may be new) has no neighbours. */
  addContinents(countries: readonly number[]): boolean {
    const {countryContinent, countryNames} = this.#snapshot
    const near = new Set(countries.map((country) => countryContinent[country] as number))
    near.delete(noContinent)
    const added: number[] = []
    let any = false
    const table = listOf(this.#snapshot, this.#snapshot.shapeCountries[this.#criteria.shape] as number)
    for (let at = 0; at < table.length && near.size > 0; at += 2) {
      const country = table[at] as number
      if (!near.has(countryContinent[country] as number) || countries.includes(country)) continue
      if (!this.#take(listOf(this.#snapshot, table[at + 1] as number), added)) continue
      this.comment += `country = ${countryNames[country]} `
      any = true
    }
    this.#push('continent', added)
    return any
  }

  addGlobal(name: TierName): void {
    this.comment += 'country = global '
    this.add(name, listOf(this.#snapshot, this.#snapshot.shapeGlobal[this.#criteria.shape] as number))
  }

  finish(): Plan {
    return {tiers: this.#tiers, comment: this.comment, count: this.#tiers.reduce((sum, {candidates}) => sum + candidates.mounts.length, 0)}
  }

  /**
   * Returns whether there is any mirror, before `protocol=` and the countries that mirrors allow are applied: MirrorManager names
   * a country in the comment, and does not widen from it, also when these two leave nothing of it.
   */
  #take(mounts: Iterable<number>, into: number[]): boolean {
    let any = false
    for (const entry of mounts) {
      const mount = entry & mountMask
      const refused = refusal(this.#snapshot, this.#criteria, mount)
      if (refused === undefined || refused === 'protocol' || refused === 'not-allowed') any = true
      if (refused !== undefined) continue
      const host = this.#snapshot.mountHost[mount] as number
      if (this.#hosts.has(host)) continue
      this.#hosts.add(host)
      into.push(entry)
    }
    return any
  }

  #push(name: TierName, mounts: readonly number[]): void {
    if (mounts.length === 0) return
    const {hostWeight, mountHost} = this.#snapshot
    const even = name === 'netblock' || name === 'asn'
    this.#tiers.push({
      name,
      candidates: weighMounts(mounts, (entry) => (even ? 1 : (hostWeight[mountHost[entry & mountMask] as number] as number))),
    })
  }

  #inCountry(country: number): Uint32Array {
    const table = listOf(this.#snapshot, this.#snapshot.shapeCountries[this.#criteria.shape] as number)
    for (let at = 0; at < table.length; at += 2) if (table[at] === country) return listOf(this.#snapshot, table[at + 1] as number)
    return new Uint32Array(0)
  }
}
