import {mountMask} from '../snapshot/layout.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import {exponential} from './exponential.ts'
import type {Plan} from './plan.ts'
import type {Random} from './random.ts'
import {sortByKey} from './sort-by-key.ts'

/**
 * Puts each tier of a plan in random order, hosts with more bandwidth more often in front: one key per host, Exp(1) / weight,
 * and a sort (Efraimidis and Spirakis, 2006), which equals drawing by weight without replacement. Arrays are kept, so the
 * answer is valid until the next call.
 */
export class Shuffler {
  readonly #random: Random
  #keys = new Float64Array(1024)
  #mounts = new Uint32Array(1024)

  constructor(random: Random) {
    this.#random = random
  }

  order(snapshot: Snapshot, plan: Plan): Uint32Array {
    if (plan.count > this.#mounts.length) {
      this.#keys = new Float64Array(plan.count * 2)
      this.#mounts = new Uint32Array(plan.count * 2)
    }
    let start = 0
    for (const {mounts, weighted} of plan.tiers) {
      for (let at = 0; at < mounts.length; at++) {
        const mount = mounts[at] as number
        const draw = exponential(this.#random)
        this.#keys[start + at] = weighted ? draw * (snapshot.mountInverseWeight[mount & mountMask] as number) : draw
        this.#mounts[start + at] = mount
      }
      sortByKey(this.#keys, this.#mounts, start, start + mounts.length - 1)
      start += mounts.length
    }
    return this.#mounts
  }
}
