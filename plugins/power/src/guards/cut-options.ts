import type {Host} from '@ops/core/inventory'
import type {GuardContext} from '@ops/core/seams'

/** Option of an act: hosts that an earlier run has shut down and that are silent since. */
export const downOption = 'down'

/** Nothing can run on such a host, and nobody can look into it. */
export function isDown({name}: Host, {options}: GuardContext): boolean {
  return (options[downOption] as readonly string[] | undefined)?.includes(name) ?? false
}

/** Option of a plan: hosts that would be off by then, though they are on while it is made. */
export const plannedOption = 'power.planned'
