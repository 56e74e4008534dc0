import type {Random} from '../random/seeded-random.ts'

/** Mounts to draw from by weight without replacement, those of equal weight side by side. Never changed by drawing. */
export interface WeightedMounts {
  mounts: Uint32Array
  /** Of each group of equal weight: where it starts in `mounts`, how many it has, and the weight of one. */
  starts: Uint32Array
  sizes: Uint32Array
  weights: Float64Array
  /** Binary tree of the groups' total weights: the root is 1, the children of n are 2n and 2n + 1, group g is `leaves` + g. */
  sums: Float64Array
  leaves: number
}

/** `weightOf` gives whole numbers from 1, so that sums stay exact. */
export function weighMounts(mounts: readonly number[], weightOf: (mount: number) => number): WeightedMounts {
  const groups = [...Map.groupBy(mounts, weightOf)].sort(([a], [b]) => b - a)
  let leaves = 1
  while (leaves < groups.length) leaves *= 2
  const sums = new Float64Array(leaves * 2)
  groups.forEach(([weight, members], group) => {
    for (let node = leaves + group; node > 0; node >>= 1) sums[node] = (sums[node] as number) + weight * members.length
  })
  const sizes = groups.map(([, members]) => members.length)
  return {
    mounts: Uint32Array.from(groups.flatMap(([, members]) => members)),
    starts: Uint32Array.from(sizes, (_, group) => sizes.slice(0, group).reduce((sum, size) => sum + size, 0)),
    sizes: Uint32Array.from(sizes),
    weights: Float64Array.from(groups, ([weight]) => weight),
    sums,
    leaves,
  }
}

const bitsRange = 2 ** 32

/** Draws all mounts of a set. Its arrays are reused from one call to the next, as this happens for each answer. */
export class WeightedSampler {
  #mounts = new Uint32Array(0)
  #sizes = new Uint32Array(0)
  #sums = new Float64Array(0)

  /**
   * Writes all mounts into `into` from `at` on, each drawn by weight among those that are left: one random number finds the group
   * by walking down the tree, and what remains of it the member.
   */
  sample(candidates: WeightedMounts, random: Random, into: Uint32Array, at: number): void {
    const {starts, weights, leaves} = candidates
    const count = candidates.mounts.length
    if (this.#mounts.length < count) this.#mounts = new Uint32Array(count * 2)
    if (this.#sums.length < candidates.sums.length) this.#sums = new Float64Array(candidates.sums.length * 2)
    if (this.#sizes.length < candidates.sizes.length) this.#sizes = new Uint32Array(candidates.sizes.length * 2)
    const mounts = this.#mounts
    const sizes = this.#sizes
    const sums = this.#sums
    mounts.set(candidates.mounts)
    sizes.set(candidates.sizes)
    sums.set(candidates.sums)
    for (let drawn = 0; drawn < count; drawn++) {
      let point = random.bits() * ((sums[1] as number) / bitsRange)
      let node = 1
      while (node < leaves) {
        node *= 2
        const left = sums[node] as number
        if (point >= left) {
          point -= left
          node++
        }
      }
      const group = node - leaves
      const weight = weights[group] as number
      const last = (sizes[group] as number) - 1
      const start = starts[group] as number
      const place = start + Math.min(Math.floor(point / weight), last)
      into[at + drawn] = mounts[place] as number
      mounts[place] = mounts[start + last] as number
      sizes[group] = last
      for (; node > 0; node >>= 1) sums[node] = (sums[node] as number) - weight
    }
  }
}
