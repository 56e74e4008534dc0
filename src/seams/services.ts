import type {Coordinator} from '../coordinator/coordinator.ts'
import type {Inventory} from '../inventory/inventory.ts'
import type {Progress} from '../progress/index.ts'
import type {Transports} from '../transport/transport.ts'
import type {Clock} from '../time/clock.ts'
import type {ResolvedSettings} from '../settings/settings.ts'
import type {Registry} from './registry.ts'

/** What each use case is given; libraries use no globals. */
export interface Services {
  inventory: Inventory
  transports: Transports
  coordinator: Coordinator
  registry: Registry
  clock: Clock
  /** Progress for people; stderr. */
  progress: Progress
  /** `fanout`: how many hosts at once; `stateDir`: where journal and baselines live. */
  settings: ResolvedSettings
}
