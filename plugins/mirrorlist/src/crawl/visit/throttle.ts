import type {Clock} from '@ops/core/time'
import type {Random} from '../../random/seeded-random.ts'

export interface Politeness {
  /** Requests that one mirror may get in one crawl. */
  budget: number
  /** Milliseconds between two of them, varied by half to either side. */
  gapMs: number
}

/** Milliseconds that a mirror is left alone when it does not say for how long. */
const aloneMs = 3_600_000

/** Spaces the requests to one mirror out, and counts them. */
export class Throttle {
  readonly #politeness: Politeness
  readonly #random: Random
  readonly #clock: Clock
  spent = 0
  /** Set when the mirror asked to be left alone. */
  stopped: string | undefined
  /** Ms since 1970 before which it wants no visit. */
  notBefore = 0

  constructor(politeness: Politeness, random: Random, clock: Clock) {
    this.#politeness = politeness
    this.#random = random
    this.#clock = clock
  }

  /** False: the budget is spent, or the mirror wants no more. True after the gap; the request is counted. */
  async next(signal: AbortSignal): Promise<boolean> {
    if (this.stopped !== undefined || this.spent >= this.#politeness.budget) return false
    // The gap varies, so that several crawlers do not fall into step.
    if (this.spent > 0) await this.#clock.sleep(this.#politeness.gapMs * (0.5 + this.#random.bits() / 2 ** 32), signal)
    this.spent++
    return true
  }

  /** 429 (RFC 6585): no further requests in this crawl, and for as long as the mirror asks for. Not a failure of the mirror. */
  backOff(forMs = aloneMs): void {
    this.stopped = 'it answered 429, so no further requests were sent'
    this.notBefore = this.#clock.now() + forMs
  }

  /** Requests that redirects took beyond the one that was counted. */
  addRequests(requests: number): void {
    this.spent += requests
  }
}
