import type {Clock} from '@ops/core/time'
import type {Random} from '../select/random.ts'

export interface Politeness {
  /** Requests that one mirror may get in one crawl. */
  budget: number
  /** Milliseconds between two of them, varied by half to either side. */
  gapMs: number
}

/** Spaces the requests to one mirror out, and counts them. */
export class Pace {
  readonly #politeness: Politeness
  readonly #random: Random
  readonly #clock: Clock
  spent = 0
  /** Set when the mirror asked to be left alone. */
  stopped: string | undefined

  constructor(politeness: Politeness, random: Random, clock: Clock) {
    this.#politeness = politeness
    this.#random = random
    this.#clock = clock
  }

  /** False: the budget is spent, or the mirror wants no more. True after the gap; the request is counted. */
  async next(signal: AbortSignal): Promise<boolean> {
    if (this.stopped !== undefined || this.spent >= this.#politeness.budget) return false
    // Mirrors see no beat that several crawlers could fall into together.
    if (this.spent > 0) await this.#clock.sleep(this.#politeness.gapMs * (0.5 + this.#random.bits() / 2 ** 32), signal)
    this.spent++
    return true
  }

  /** Requests that redirects took beyond the one that was counted. */
  also(requests: number): void {
    this.spent += requests
  }
}
