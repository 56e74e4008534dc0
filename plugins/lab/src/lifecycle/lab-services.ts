import type {Progress} from '@ops/core/progress'
import type {Registry} from '@ops/core/seams'

/** What putting a lab up or down needs from the command. */
export interface LabServices {
  registry: Registry
  progress: Progress
}
