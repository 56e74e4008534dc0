import type {AccessCounter} from '../count/access-counter.ts'
import {type CountryLookup, noCountries} from '../geoip/country-lookup.ts'
import type {AddressSet} from '../net/address-set.ts'
import {isIpv4} from '../net/address.ts'
import {assemble} from '../render/assemble.ts'
import {type Body, BodyPool} from '../render/body-pool.ts'
import {metalinkFoot, metalinkHead, metalinkType} from '../render/metalink3.ts'
import {makePlan} from '../select/make-plan.ts'
import {type Plan, type Policy, tierNames, type Wanted} from '../select/plan.ts'
import type {Random} from '../select/random.ts'
import {Shuffler} from '../select/shuffle.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import type {Answer} from './answer.ts'
import {textType} from './answer.ts'
import {ClientAddress, type Origin} from './client-address.ts'
import {errorAnswer, type Failure} from './error-answer.ts'
import {type Draft, slowAnswer} from './slow-answer.ts'
import {locate, netblockLists, systemOf} from './locate.ts'
import {OrderCache} from './order-cache.ts'
import {parseQuery, type Query} from './query.ts'
import {findTarget, isTarget} from './target.ts'
import {type Prepared, PreparedTable} from './prepared.ts'
import {readWishes, type Wishes} from './wishes.ts'

export interface ServiceOptions {
  policy: Policy
  trusted: AddressSet
  random: Random
  counter: AccessCounter
  /** Takes each access by repo and arch, with its address; undefined: nobody asked for a log. */
  log?: AccessLine | undefined
  /** Clients that one order of mirrors may serve within a second; 1: each has its own. */
  orderReuse: number
  /** Milliseconds since 1970. */
  now: () => number
}

/** Bytes of answers kept for reuse, and plans: bounded, whatever is asked. */
const orderBudget = 48 << 20
const maxPlans = 4096
/** Plans have numbers below this in the keys of the order cache. */
const planLimit = 2 ** 22

interface NumberedPlan extends Plan {
  id: number
  /** Position of the first tier in `tierNames`, -1 without. */
  best: number
}

export interface AccessLine {
  add(address: string, access: {date: string; country: string; repo: string; arch: string}): void
}

/** Answers requests out of a snapshot. One per process; all state is caches that could be thrown away. */
export class MirrorlistService {
  readonly #options: ServiceOptions
  readonly #client: ClientAddress
  readonly #shuffler: Shuffler
  readonly #orders: OrderCache
  readonly #pool = new BodyPool()
  readonly #plans = new Map<number, NumberedPlan>()
  #planCount = 0
  #snapshot: Snapshot
  #prepared: PreparedTable
  #countries: CountryLookup = noCountries
  #second = 0
  #head = ''

  constructor(snapshot: Snapshot, options: ServiceOptions) {
    this.#options = options
    this.#client = new ClientAddress(options.trusted)
    this.#shuffler = new Shuffler(options.random)
    this.#orders = new OrderCache(options.orderReuse, orderBudget)
    this.#snapshot = snapshot
    this.#prepared = new PreparedTable(snapshot)
    this.use(snapshot)
  }

  /** The next request is answered out of this one. */
  use(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    this.#prepared = new PreparedTable(snapshot)
    this.#plans.clear()
    this.#orders.clear()
    this.#options.counter.use({repositories: snapshot.repositoryKeys.all(), countries: snapshot.countryNames})
  }

  useCountries(lookup: CountryLookup): void {
    this.#countries = lookup
  }

  get generation(): number {
    return this.#snapshot.info.generation
  }

  /** `target` is the request line's: path and query. Undefined: neither /mirrorlist nor /metalink. */
  answer(target: string, origin: Origin): Answer | undefined {
    const mark = target.indexOf('?')
    const end = mark < 0 ? target.length : mark
    const metalink = target.endsWith('/metalink', end)
    if (!metalink && !target.endsWith('/mirrorlist', end)) return undefined
    const query = parseQuery(target, mark < 0 ? target.length : mark + 1)
    const snapshot = this.#snapshot
    const wishes = readWishes(snapshot, query, metalink)
    const asMetalink = metalink || wishes.format === 'metalink3' || wishes.format === 'metalink4'
    const found = findTarget(snapshot, query, asMetalink)
    if (!isTarget(found)) return this.#fail(found, asMetalink)
    if (this.#client.find(origin, query.ip) === 'unparsable') return this.#fail({kind: 'bad-address'}, asMetalink)
    const prepared = this.#prepared.get(found, wishes.format === 'metalink3')
    if (wishes.format === 'metalink3' && prepared.middle === undefined) return this.#fail({kind: 'no-metalink', path: prepared.name}, true)
    const country = locate(snapshot, this.#countries, this.#client.address, this.#client.text)
    const wanted = this.#wanted(prepared, wishes, country)
    if (this.#options.log !== undefined) this.#log(query, country)
    const quick = isQuick(wishes, query, wanted)
    const plan = quick ? this.#cachedPlan(wanted) : this.#newPlan(wanted)
    this.#count(prepared.repository, country, plan, wishes, query)
    if (wishes.format !== 'list' && wishes.format !== 'metalink3') return slowAnswer(this.#draft(found, wishes, wanted, plan))
    if (plan.count === 0 && isFiltered(wishes)) return this.#fail({kind: 'no-match', comment: found.comment, wishes}, asMetalink)
    if (quick) return this.#reused(prepared, plan, wishes)
    return {status: 200, type: wishes.format === 'list' ? textType : metalinkType, body: this.#fresh(prepared, plan, wishes, query)}
  }

  #wanted(prepared: Prepared, wishes: Wishes, country: number): Wanted {
    const near = wishes.netblock && wishes.countries.length === 0 && this.#client.text !== ''
    return {
      shape: this.#snapshot.directoryShape[prepared.directory] as number,
      country,
      countries: wishes.countries,
      protocols: wishes.protocols,
      families: wishes.families,
      excludedCountries: wishes.excludedCountries,
      strict: wishes.strict,
      netblocks: near ? netblockLists(this.#snapshot, this.#client.address) : [],
      asn: near ? systemOf(this.#snapshot, this.#client.address) : -1,
    }
  }

  #cachedPlan(wanted: Wanted): NumberedPlan {
    const {shape, country, protocols, families, strict} = wanted
    const key = (((shape * this.#snapshot.countryNames.length + country) * 8 + protocols) * 3 + families) * 2 + (strict ? 1 : 0)
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    if (this.#plans.size >= maxPlans || this.#planCount >= planLimit - 1) {
      this.#plans.clear()
      this.#orders.clear()
      this.#planCount = 0
    }
    const made = this.#newPlan(wanted)
    made.id = this.#planCount++
    this.#plans.set(key, made)
    return made
  }

  #newPlan(wanted: Wanted): NumberedPlan {
    const plan = makePlan(this.#snapshot, wanted, this.#options.policy)
    const [first] = plan.tiers
    return {...plan, id: -1, best: first === undefined ? -1 : tierNames.indexOf(first.name)}
  }

  #reused(prepared: Prepared, plan: NumberedPlan, wishes: Wishes): Answer {
    const second = this.#tick()
    const key = prepared.id * planLimit + plan.id
    const type = wishes.format === 'list' ? textType : metalinkType
    const kept = prepared.id < 0 ? undefined : this.#orders.get(key, second)
    if (kept !== undefined) return {status: 200, type, body: kept}
    const body = this.#fresh(prepared, plan, wishes, undefined)
    if (prepared.id >= 0) this.#orders.set(key, second, body)
    return {status: 200, type, body}
  }

  #fresh(prepared: Prepared, plan: NumberedPlan, wishes: Wishes, query: Query | undefined): Body {
    this.#tick()
    const list = wishes.format === 'list'
    const protocolPart = wishes.protocolText === undefined ? '' : `protocol = ${wishes.protocolText}`
    const timePart = query?.time === undefined ? '' : `\n# database creation time: ${this.#snapshot.info.time}`
    const assembly = {
      head: list ? `${prepared.comment}${plan.comment}${protocolPart}${timePart}\n` : `${this.#head}${prepared.middle}`,
      order: this.#shuffler.order(this.#snapshot, plan),
      count: Math.min(plan.count, wishes.limit),
      pieces: list ? this.#prepared.lines : this.#prepared.elements,
      protocols: wishes.protocols,
      oncePerProtocol: wishes.protocolText !== undefined,
      oncePerHost: list && wishes.protocolText === undefined,
      tail: list ? prepared.lineTail : prepared.elementTail,
      foot: list ? '' : metalinkFoot,
    }
    return assemble(assembly, this.#pool)
  }

  #draft(target: Draft['target'], wishes: Wishes, wanted: Wanted, plan: Plan): Draft {
    return {
      snapshot: this.#snapshot,
      target,
      wishes,
      wanted,
      plan,
      policy: this.#options.policy,
      order: this.#shuffler.order(this.#snapshot, plan),
      trusted: this.#client.trusted,
      now: this.#options.now(),
    }
  }

  #count(repository: number, country: number, {best}: NumberedPlan, {protocolText, protocols}: Wishes, {countme}: Query): void {
    const family = this.#client.text === '' ? 0 : isIpv4(this.#client.address) ? 4 : 6
    const weeks = countme !== undefined && countme.length === 1 && countme >= '1' && countme <= '4' ? countme.charCodeAt(0) - 48 : 0
    this.#options.counter.count(repository, country, best, protocolText === undefined ? 0 : protocols, family, weeks)
  }

  /** As MirrorManager does: before the selection, with the repository's name before any redirect. */
  #log({path, repo, arch}: Query, country: number): void {
    if (path !== undefined || repo === undefined || arch === undefined) return
    const date = new Date(this.#options.now()).toISOString().slice(0, 10)
    this.#options.log?.add(this.#client.text, {date, country: this.#snapshot.countryNames[country] ?? '', repo, arch})
  }

  #fail(failure: Failure, metalink: boolean): Answer {
    this.#tick()
    return errorAnswer(this.#snapshot, failure, metalink, this.#head)
  }

  /** Unix seconds; the head of metalinks, which tells the time, is made once in each. */
  #tick(): number {
    const now = this.#options.now()
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#head = metalinkHead(new Date(now).toUTCString())
    }
    return second
  }
}

/** Whether the plan depends on nothing but directory, country and small flags, so that it may be kept. */
function isQuick({countries, excludedCountries, limit, protocolText}: Wishes, query: Query, {netblocks, asn}: Wanted): boolean {
  return (
    netblocks.length === 0 &&
    asn < 0 &&
    countries.length === 0 &&
    excludedCountries.length === 0 &&
    protocolText === undefined &&
    query.time === undefined &&
    limit === Number.POSITIVE_INFINITY
  )
}

function isFiltered({protocolText, families, excludedCountries, strict}: Wishes): boolean {
  return protocolText !== undefined || families !== 0 || excludedCountries.length > 0 || strict
}
