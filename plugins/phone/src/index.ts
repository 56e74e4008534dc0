import type {Registry} from '@ops/core/seams'
import {phonesSection} from './inventory/section.ts'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is asked for. */
export function register(registry: Registry): void {
  registry.inventorySections.add('phones', phonesSection)
}
