import type {Host} from '@ops/core/inventory'
import {baselineSection} from '../../inventory/host-sections.ts'

/** The names of `ignore:` (work that may be lost) and `baseline:` (programs that always run there and are no work). */
export function patternsOf(host: Host): string[] {
  return [...host.ignore, ...(host.section(baselineSection) ?? [])]
}
