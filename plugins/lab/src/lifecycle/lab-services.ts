import type {Progress} from '@ops/core/progress'
import type {Registry} from '@ops/core/seams'

/** The services that making and removing a lab needs. */
export interface LabServices {
  registry: Registry
  progress: Progress
}
