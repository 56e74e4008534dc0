import type {AccessCounter} from '../count/access-counter.ts'
import {clientProgram} from '../count/client-program.ts'
import {type CountryLookup, noCountries} from '../geoip/country-lookup.ts'
import type {AddressSet} from '../net/address-set.ts'
import {assemble} from '../render/assemble.ts'
import {type Body, BodyPool} from '../render/body-pool.ts'
import {metalinkFoot, metalinkHead, metalinkType, writePubdate} from '../render/metalink3.ts'
import type {Plan, Policy, Criteria} from '../select/plan.ts'
import type {Random} from '../random/seeded-random.ts'
import {Shuffler} from '../select/shuffle.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import {type Answer, textType} from './answer.ts'
import {errorAnswer, type Failure} from './error-answer.ts'
import {type AnswerInput, answerOtherFormat} from './other-formats.ts'
import {OrderCache} from './order-cache.ts'
import {type NumberedPlan, PlanCache, planLimit} from './plan-cache.ts'
import type {PreparedTarget} from '../request/prepared-target.ts'
import type {Query} from '../request/query.ts'
import {type ParsedRequest, RequestParser} from '../request/parsed-request.ts'
import {type Origin, type Client, ClientResolver} from '../request/clients.ts'
import type {Preferences} from '../request/preferences.ts'

export interface ServiceOptions {
  policy: Policy
  trusted: AddressSet
  random: Random
  counter: AccessCounter
  /** Receives each access by repo and arch, with its address; undefined: no log is written. */
  log?: AccessLine | undefined
  /** Clients that one order of mirrors may serve within ten seconds; 1: each has its own. */
  orderReuse: number
  /** Milliseconds since 1970. */
  now: () => number
}

/** Bytes of answers kept for reuse: bounded, whatever is asked. */
const orderBudget = 36 << 20

export interface AccessLine {
  add(address: string, access: {date: string; country: string; repo: string; arch: string}): void
}

/** Answers requests out of a snapshot. One per process; all state is caches that could be thrown away. */
export class MirrorlistService {
  readonly #options: ServiceOptions
  readonly #shuffler: Shuffler
  readonly #orders: OrderCache
  readonly #pool = new BodyPool()
  #snapshot: Snapshot
  #requests: RequestParser
  #plans: PlanCache
  #clients: ClientResolver
  #countries: CountryLookup = noCountries
  #second = 0
  #pubdate = ''
  #head = ''

  constructor(snapshot: Snapshot, options: ServiceOptions) {
    this.#options = options
    this.#shuffler = new Shuffler(options.random)
    this.#orders = new OrderCache(options.orderReuse, orderBudget)
    this.#snapshot = snapshot
    this.#requests = new RequestParser(snapshot)
    this.#plans = new PlanCache(snapshot, options.policy, () => this.#orders.clear())
    this.#clients = new ClientResolver(options.trusted, snapshot, this.#countries)
    this.#updateCounter()
  }

  /** The next request is answered out of this one. */
  use(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    this.#requests = new RequestParser(snapshot)
    this.#plans = new PlanCache(snapshot, this.#options.policy, () => this.#orders.clear())
    this.#clients = new ClientResolver(this.#options.trusted, snapshot, this.#countries)
    this.#orders.clear()
    this.#updateCounter()
  }

  useCountries(lookup: CountryLookup): void {
    this.#countries = lookup
    this.#clients = new ClientResolver(this.#options.trusted, this.#snapshot, lookup)
  }

  get generation(): number {
    return this.#snapshot.info.generation
  }

  /** `target` is the request line's: path and query. Undefined: neither /mirrorlist nor /metalink. */
  answer(target: string, origin: Origin): Answer | undefined {
    const request = this.#requests.get(target)
    if (request === undefined) return undefined
    if ('failure' in request) return this.#failure(request.failure, request.metalink)
    const {query, preferences, metalink, prepared} = request
    const client = this.#clients.find(origin, query.ip)
    if (client === undefined) return this.#failure({kind: 'bad-address'}, metalink)
    if (preferences.format === 'metalink3' && prepared.middle === undefined)
      return this.#failure({kind: 'no-metalink', path: prepared.name}, true)
    const criteria = this.#criteria(prepared, preferences, client)
    if (this.#options.log !== undefined) this.#log(query, client)
    const cacheable = request.cacheable && criteria.netblocks.length === 0 && criteria.asn < 0
    const plan = cacheable ? this.#plans.get(criteria) : this.#plans.make(criteria)
    this.#options.counter.count(request, client, plan.best, clientProgram(origin.rawHeaders))
    if (preferences.format !== 'list' && preferences.format !== 'metalink3')
      return answerOtherFormat(this.#input(request, criteria, plan, client))
    if (plan.count === 0 && isFiltered(preferences))
      return this.#failure({kind: 'no-match', comment: request.target.comment, preferences}, metalink)
    const body = cacheable && prepared.id >= 0 ? this.#reused(request, plan) : this.#fresh(request, plan)
    return {status: 200, type: preferences.format === 'list' ? textType : metalinkType, body}
  }

  #criteria(prepared: PreparedTarget, preferences: Preferences, {country, netblocks, asn}: Client): Criteria {
    const near = preferences.netblock && preferences.countries.length === 0
    return {
      shape: this.#snapshot.directoryShape[prepared.directory] as number,
      country,
      countries: preferences.countries,
      protocols: preferences.protocols,
      families: preferences.families,
      excludedCountries: preferences.excludedCountries,
      strict: preferences.strict,
      netblocks: near ? netblocks : noNetblocks,
      asn: near ? asn : -1,
    }
  }

  #reused(request: ParsedRequest, plan: NumberedPlan): Body {
    const second = this.#tick()
    const key = request.prepared.id * planLimit + plan.id
    const kept = this.#orders.get(key, second)
    if (kept !== undefined) {
      if (request.preferences.format === 'metalink3') writePubdate(kept.bytes, this.#pubdate)
      return kept
    }
    const body = this.#fresh(request, plan)
    this.#orders.set(key, second, body)
    return body
  }

  #fresh({prepared, preferences, query}: ParsedRequest, plan: NumberedPlan): Body {
    this.#tick()
    const list = preferences.format === 'list'
    const protocolPart = preferences.protocolText === undefined ? '' : `protocol = ${preferences.protocolText}`
    const timePart = query.time === undefined ? '' : `\n# database creation time: ${this.#snapshot.info.time}`
    const {pieces} = this.#requests
    const assembly = {
      head: list ? `${prepared.comment}${plan.comment}${protocolPart}${timePart}\n` : `${this.#head}${prepared.middle}`,
      order: this.#shuffler.order(plan),
      count: Math.min(plan.count, preferences.limit),
      pieces: list ? pieces.lines : pieces.elements,
      protocols: preferences.protocols,
      oncePerProtocol: preferences.protocolText !== undefined,
      oncePerHost: list && preferences.protocolText === undefined,
      tail: list ? prepared.lineTail : prepared.elementTail,
      foot: list ? '' : metalinkFoot,
    }
    return assemble(assembly, this.#pool)
  }

  #input({query, target, preferences}: ParsedRequest, criteria: Criteria, plan: Plan, {trusted}: Client): AnswerInput {
    const order = this.#shuffler.order(plan)
    const {policy, now} = this.#options
    const {path, repo = ''} = query
    const to = path === undefined ? this.#snapshot.redirects.get(repo) : undefined
    const redirect = to === undefined ? undefined : {from: repo, to}
    return {snapshot: this.#snapshot, target, redirect, preferences, criteria, plan, policy, order, trusted, now: now()}
  }

  #updateCounter(): void {
    this.#options.counter.use({repositories: this.#snapshot.repositoryKeys.all(), countries: this.#snapshot.countryNames})
  }

  /** As MirrorManager does: before the selection, with the repository's name before any redirect. */
  #log({path, repo, arch}: Query, {address, country}: Client): void {
    if (path !== undefined || repo === undefined || arch === undefined) return
    const date = new Date(this.#options.now()).toISOString().slice(0, 10)
    this.#options.log?.add(address, {date, country: this.#snapshot.countryNames[country] ?? '', repo, arch})
  }

  #failure(failure: Failure, metalink: boolean): Answer {
    this.#tick()
    return errorAnswer(this.#snapshot, failure, metalink, this.#head)
  }

  /** Unix seconds; the head of metalinks, which contains the time, is made once per second. */
  #tick(): number {
    const now = this.#options.now()
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#pubdate = new Date(now).toUTCString()
      this.#head = metalinkHead(this.#pubdate)
    }
    return second
  }
}

const noNetblocks: readonly number[] = []

function isFiltered({protocolText, families, excludedCountries, strict}: Preferences): boolean {
  return protocolText !== undefined || families !== 0 || excludedCountries.length > 0 || strict
}
