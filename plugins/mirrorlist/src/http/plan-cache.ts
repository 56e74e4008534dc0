import {makePlan} from '../select/make-plan.ts'
import {type Plan, type Policy, tierNames, type Criteria} from '../select/plan.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'

export interface NumberedPlan extends Plan {
  /** Below `planLimit`; -1: not kept. */
  id: number
  /** Position of the first tier in `tierNames`, -1 without. */
  best: number
}

/**
 * Some hundred countries times the few hundred directories that are asked for at the same time; each has some kilobytes. Their
 * numbers stay below this, so that keys that hold one are small integers, which V8 need not allocate.
 */
export const planLimit = 4096

/** Plans of one snapshot for clients without a netblock or an ASN of their own. */
export class PlanCache {
  readonly #snapshot: Snapshot
  readonly #policy: Policy
  readonly #forget: () => void
  readonly #plans = new Map<number, NumberedPlan>()

  /** `forget` is called when the numbers of plans start again from 0. */
  constructor(snapshot: Snapshot, policy: Policy, forget: () => void) {
    this.#snapshot = snapshot
    this.#policy = policy
    this.#forget = forget
  }

  make(criteria: Criteria): NumberedPlan {
    const plan = makePlan(this.#snapshot, criteria, this.#policy)
    const [first] = plan.tiers
    return {...plan, id: -1, best: first === undefined ? -1 : tierNames.indexOf(first.name)}
  }

  get(criteria: Criteria): NumberedPlan {
    const {shape, country, protocols, families, strict} = criteria
    const key = (((shape * this.#snapshot.countryNames.length + country) * 8 + protocols) * 3 + families) * 2 + (strict ? 1 : 0)
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    if (this.#plans.size >= planLimit) {
      this.#plans.clear()
      this.#forget()
    }
    const made = this.make(criteria)
    made.id = this.#plans.size
    this.#plans.set(key, made)
    return made
  }
}
