import type {Host} from '@ops/core/inventory'
import {baselineSection} from '../../inventory/host-sections.ts'

/** `*` stands for any run of characters, `?` for one; every other character for itself. */
function wildcard(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const regexp = new RegExp(`^${source}$`, 's')
  return (name) => regexp.test(name)
}

export function matchesAny(patterns: readonly string[]): (names: readonly string[]) => boolean {
  const tests = patterns.map(wildcard)
  return (names) => names.some((name) => tests.some((test) => test(name)))
}

/** The names of `ignore:` (work that may be lost) and `baseline:` (programs that always run there and are no work). */
export function patternsOf(host: Host): string[] {
  return [...host.ignore, ...(host.section(baselineSection) ?? [])]
}
