/** Faults of a simulated link, as probabilities from 0 to 1. */
export interface Faults {
  loss: number
  duplicate: number
  reorder: number
  /** Largest delay of a frame, milliseconds. */
  delayMs: number
  /** Equal seeds give equal faults. */
  seed: number
}

export const noFaults: Faults = {loss: 0, duplicate: 0, reorder: 0, delayMs: 0, seed: 1}

/** Delay of a reordered frame, milliseconds. */
const reorderMs = 20

/** Returns the delays of each frame's deliveries, milliseconds: none for a lost frame, two for a duplicated one. */
export function faultPlan(faults: Faults): () => number[] {
  const random = mulberry32(faults.seed)
  return () => {
    // Always five numbers per frame, so that one kind of fault does not change the others.
    const [lost, doubled, late, delay, second] = [
      random(),
      random(),
      random(),
      random() * faults.delayMs,
      random() * faults.delayMs,
    ] as const
    if (lost < faults.loss) return []
    const first = delay + (late < faults.reorder ? reorderMs : 0)
    return doubled < faults.duplicate ? [first, second] : [first]
  }
}

/** Small seeded generator (public domain, Tommy Ettinger); not for secrets. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
