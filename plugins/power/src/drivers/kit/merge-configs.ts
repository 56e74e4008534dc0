import {isDeepStrictEqual} from 'node:util'
import type {MergedConfig} from '@ops/core/seams'

/**
 * Joins two configurations of one outlet key by key; of keys that have two values the second is kept. `caseless`: keys
 * whose values are the same in either case, such as DNS names and MAC addresses. Commands and paths are not.
 */
export function mergeConfigs<C>(first: C, second: C, caseless: readonly (keyof C & string)[] = []): MergedConfig<C> {
  if (!isMapping(first) || !isMapping(second)) return {config: second, conflicts: []}
  const conflicts = Object.entries(second)
    .map(([key, value]) => ({key, first: first[key], second: value}))
    .filter((pair) => {
      const isSame = (caseless as readonly string[]).includes(pair.key) ? isSameIgnoringCase : isDeepStrictEqual
      return pair.first !== undefined && !isSame(pair.first, pair.second)
    })
  return {config: {...first, ...second}, conflicts}
}

function isSameIgnoringCase(one: unknown, other: unknown): boolean {
  return JSON.stringify(one).toLowerCase() === JSON.stringify(other).toLowerCase()
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
