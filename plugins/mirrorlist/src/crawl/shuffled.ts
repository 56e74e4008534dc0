import type {Random} from '../select/random.ts'

/** A copy in random order, so that no mirror is always the first. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({item, key: random.bits()}))
    .sort((a, b) => a.key - b.key)
    .map(({item}) => item)
}
