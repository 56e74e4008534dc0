import type {Untrusted} from '@ops/core/untrusted'

/** `*` stands for any run of characters, `?` for one; every other character for itself. */
function wildcard(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const regexp = new RegExp(`^${source}$`, 's')
  return (name) => regexp.test(name)
}

/** Whether one of some names, as the host has them, matches a pattern. */
export function matchesAny(patterns: readonly string[]): (names: readonly (string | Untrusted)[]) => boolean {
  const tests = patterns.map(wildcard)
  const isMatch = (name: string) => tests.some((test) => test(name))
  return (names) => names.some((name) => isMatch(typeof name === 'string' ? name : name.raw))
}
