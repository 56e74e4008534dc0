/** 32 random bits per call. */
export interface Random {
  bits(): number
}

/**
 * sfc32 (Chris Doty-Humphrey, PractRand): small, fast and good enough that no client gains from guessing it; the same seed
 * gives the same lists, which tests and `--seed` rely on.
 */
export function seededRandom(seed: number): Random {
  let a = seed | 0
  let b = Math.trunc(seed / 2 ** 32) | 0
  let c = 0x9e3779b9 | 0
  let counter = 1
  const bits = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  // The first outputs still show the seed.
  for (let round = 0; round < 16; round++) bits()
  return {bits}
}

/** A copy in random order, so that no mirror is always the first. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({item, key: random.bits()}))
    .sort((a, b) => a.key - b.key)
    .map(({item}) => item)
}
