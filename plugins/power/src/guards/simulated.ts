import type {Host} from '@ops/core/inventory'
import type {GuardContext} from '@ops/core/seams'

/** Option of an act whose outlets say themselves that they are simulations. */
export const simulatedOption = 'power.simulated'

/**
 * A host of the unprivileged lab is a folder on this machine behind simulated plugs: switching it cuts nothing real. Only
 * hosts whose commands run here can be that, and only when every outlet says so itself.
 */
export function isSimulated(host: Host, {options}: Pick<GuardContext, 'options'>): boolean {
  return host.transport.kind === 'local' && options[simulatedOption] === true
}
