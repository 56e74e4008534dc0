import type {Host} from '@ops/core/inventory'
import {baselineSection} from '../../inventory/host-sections.ts'

/** Names that do not count on a host: what may be lost, and what always runs there and is no work. */
export function patternsOf(host: Host): string[] {
  return [...host.ignore, ...(host.section(baselineSection) ?? [])]
}
