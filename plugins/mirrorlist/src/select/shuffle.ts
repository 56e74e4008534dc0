import {Dealer} from './deck.ts'
import type {Plan} from './plan.ts'
import type {Random} from '../random/seeded-random.ts'

/**
 * Puts each tier of a plan in random order, hosts with more bandwidth more often in front. The array is kept, so the answer is
 * valid until the next call.
 */
export class Shuffler {
  readonly #random: Random
  readonly #dealer = new Dealer()
  #order = new Uint32Array(1024)

  constructor(random: Random) {
    this.#random = random
  }

  order({tiers, count}: Plan): Uint32Array {
    if (count > this.#order.length) this.#order = new Uint32Array(count * 2)
    let start = 0
    for (const {deck} of tiers) {
      this.#dealer.deal(deck, this.#random, this.#order, start)
      start += deck.mounts.length
    }
    return this.#order
  }
}
