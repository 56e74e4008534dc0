import {WeightedSampler} from './weighted-sample.ts'
import type {Plan} from './plan.ts'
import type {Random} from '../random/seeded-random.ts'

/**
 * Puts each tier of a plan in random order, hosts with more bandwidth more often in front. The array is kept, so the answer is
 * valid until the next call.
 */
export class Shuffler {
  readonly #random: Random
  readonly #sampler = new WeightedSampler()
  #order = new Uint32Array(1024)

  constructor(random: Random) {
    this.#random = random
  }

  order({tiers, count}: Plan): Uint32Array {
    if (count > this.#order.length) this.#order = new Uint32Array(count * 2)
    let start = 0
    for (const {candidates} of tiers) {
      this.#sampler.sample(candidates, this.#random, this.#order, start)
      start += candidates.mounts.length
    }
    return this.#order
  }
}
