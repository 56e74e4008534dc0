import type {Host} from '@ops/core/inventory'
import {baselineSection} from '../../inventory/host-sections.ts'

/** `*` stands for any run of characters, `?` for one; everything else for itself. */
export function wildcard(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const regexp = new RegExp(`^${source}$`, 's')
  return (name) => regexp.test(name)
}

export function anyWildcard(patterns: readonly string[]): (names: readonly string[]) => boolean {
  const tests = patterns.map(wildcard)
  return (names) => names.some((name) => tests.some((test) => test(name)))
}

/** Names that do not count on a host: what may be lost, and what always runs there and is no work. */
export function patternsOf(host: Host): string[] {
  return [...host.ignore, ...(host.section(baselineSection) ?? [])]
}
