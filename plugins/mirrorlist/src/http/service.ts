import type {AccessCounter} from '../count/access-counter.ts'
import {clientProgram} from '../count/client-program.ts'
import {type CountryLookup, noCountries} from '../geoip/country-lookup.ts'
import type {AddressSet} from '../net/address-set.ts'
import {assemble} from '../render/assemble.ts'
import {type Body, BodyPool} from '../render/body-pool.ts'
import {metalinkFoot, metalinkHead, metalinkType, writePubdate} from '../render/metalink3.ts'
import type {Plan, Policy, Wanted} from '../select/plan.ts'
import type {Random} from '../random/seeded-random.ts'
import {Shuffler} from '../select/shuffle.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import type {Answer} from './answer.ts'
import {textType} from './answer.ts'
import {errorAnswer, type Failure} from './error-answer.ts'
import {type Draft, slowAnswer} from './slow-answer.ts'
import {OrderCache} from './order-cache.ts'
import {type NumberedPlan, PlanCache, planLimit} from './plan-cache.ts'
import type {Prepared} from '../request/prepared.ts'
import type {Query} from '../request/query.ts'
import {type Question, QuestionTable} from '../request/question.ts'
import {type Origin, type Visitor, Visitors} from '../request/visitors.ts'
import type {Wishes} from '../request/wishes.ts'

export interface ServiceOptions {
  policy: Policy
  trusted: AddressSet
  random: Random
  counter: AccessCounter
  /** Takes each access by repo and arch, with its address; undefined: nobody asked for a log. */
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
  #questions: QuestionTable
  #plans: PlanCache
  #visitors: Visitors
  #countries: CountryLookup = noCountries
  #second = 0
  #pubdate = ''
  #head = ''

  constructor(snapshot: Snapshot, options: ServiceOptions) {
    this.#options = options
    this.#shuffler = new Shuffler(options.random)
    this.#orders = new OrderCache(options.orderReuse, orderBudget)
    this.#snapshot = snapshot
    this.#questions = new QuestionTable(snapshot)
    this.#plans = new PlanCache(snapshot, options.policy, () => this.#orders.clear())
    this.#visitors = new Visitors(options.trusted, snapshot, this.#countries)
    this.#tellCounter()
  }

  /** The next request is answered out of this one. */
  use(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    this.#questions = new QuestionTable(snapshot)
    this.#plans = new PlanCache(snapshot, this.#options.policy, () => this.#orders.clear())
    this.#visitors = new Visitors(this.#options.trusted, snapshot, this.#countries)
    this.#orders.clear()
    this.#tellCounter()
  }

  useCountries(lookup: CountryLookup): void {
    this.#countries = lookup
    this.#visitors = new Visitors(this.#options.trusted, this.#snapshot, lookup)
  }

  get generation(): number {
    return this.#snapshot.info.generation
  }

  /** `target` is the request line's: path and query. Undefined: neither /mirrorlist nor /metalink. */
  answer(target: string, origin: Origin): Answer | undefined {
    const question = this.#questions.get(target)
    if (question === undefined) return undefined
    if ('failure' in question) return this.#fail(question.failure, question.metalink)
    const {query, wishes, metalink, prepared} = question
    const visitor = this.#visitors.find(origin, query.ip)
    if (visitor === undefined) return this.#fail({kind: 'bad-address'}, metalink)
    if (wishes.format === 'metalink3' && prepared.middle === undefined) return this.#fail({kind: 'no-metalink', path: prepared.name}, true)
    const wanted = this.#wanted(prepared, wishes, visitor)
    if (this.#options.log !== undefined) this.#log(query, visitor)
    const steady = question.steady && wanted.netblocks.length === 0 && wanted.asn < 0
    const plan = steady ? this.#plans.get(wanted) : this.#plans.make(wanted)
    this.#count(question, visitor, plan, clientProgram(origin.rawHeaders))
    if (wishes.format !== 'list' && wishes.format !== 'metalink3') return slowAnswer(this.#draft(question, wanted, plan, visitor))
    if (plan.count === 0 && isFiltered(wishes)) return this.#fail({kind: 'no-match', comment: question.target.comment, wishes}, metalink)
    const body = steady && prepared.id >= 0 ? this.#reused(question, plan) : this.#fresh(question, plan)
    return {status: 200, type: wishes.format === 'list' ? textType : metalinkType, body}
  }

  #wanted(prepared: Prepared, wishes: Wishes, {country, netblocks, asn}: Visitor): Wanted {
    const near = wishes.netblock && wishes.countries.length === 0
    return {
      shape: this.#snapshot.directoryShape[prepared.directory] as number,
      country,
      countries: wishes.countries,
      protocols: wishes.protocols,
      families: wishes.families,
      excludedCountries: wishes.excludedCountries,
      strict: wishes.strict,
      netblocks: near ? netblocks : noNetblocks,
      asn: near ? asn : -1,
    }
  }

  #reused(question: Question, plan: NumberedPlan): Body {
    const second = this.#tick()
    const key = question.prepared.id * planLimit + plan.id
    const kept = this.#orders.get(key, second)
    if (kept !== undefined) {
      if (question.wishes.format === 'metalink3') writePubdate(kept.bytes, this.#pubdate)
      return kept
    }
    const body = this.#fresh(question, plan)
    this.#orders.set(key, second, body)
    return body
  }

  #fresh({prepared, wishes, query}: Question, plan: NumberedPlan): Body {
    this.#tick()
    const list = wishes.format === 'list'
    const protocolPart = wishes.protocolText === undefined ? '' : `protocol = ${wishes.protocolText}`
    const timePart = query.time === undefined ? '' : `\n# database creation time: ${this.#snapshot.info.time}`
    const {pieces} = this.#questions
    const assembly = {
      head: list ? `${prepared.comment}${plan.comment}${protocolPart}${timePart}\n` : `${this.#head}${prepared.middle}`,
      order: this.#shuffler.order(plan),
      count: Math.min(plan.count, wishes.limit),
      pieces: list ? pieces.lines : pieces.elements,
      protocols: wishes.protocols,
      oncePerProtocol: wishes.protocolText !== undefined,
      oncePerHost: list && wishes.protocolText === undefined,
      tail: list ? prepared.lineTail : prepared.elementTail,
      foot: list ? '' : metalinkFoot,
    }
    return assemble(assembly, this.#pool)
  }

  #draft({target, wishes}: Question, wanted: Wanted, plan: Plan, {trusted}: Visitor): Draft {
    const order = this.#shuffler.order(plan)
    const {policy, now} = this.#options
    return {snapshot: this.#snapshot, target, wishes, wanted, plan, policy, order, trusted, now: now()}
  }

  #count({prepared, wishes, countme}: Question, {country, family}: Visitor, {best}: NumberedPlan, program: number): void {
    this.#options.counter.count(
      prepared.repository,
      country,
      best,
      wishes.protocolText === undefined ? 0 : wishes.protocols,
      family,
      countme,
      program,
    )
  }

  #tellCounter(): void {
    this.#options.counter.use({repositories: this.#snapshot.repositoryKeys.all(), countries: this.#snapshot.countryNames})
  }

  /** As MirrorManager does: before the selection, with the repository's name before any redirect. */
  #log({path, repo, arch}: Query, {address, country}: Visitor): void {
    if (path !== undefined || repo === undefined || arch === undefined) return
    const date = new Date(this.#options.now()).toISOString().slice(0, 10)
    this.#options.log?.add(address, {date, country: this.#snapshot.countryNames[country] ?? '', repo, arch})
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
      this.#pubdate = new Date(now).toUTCString()
      this.#head = metalinkHead(this.#pubdate)
    }
    return second
  }
}

const noNetblocks: readonly number[] = []

function isFiltered({protocolText, families, excludedCountries, strict}: Wishes): boolean {
  return protocolText !== undefined || families !== 0 || excludedCountries.length > 0 || strict
}
