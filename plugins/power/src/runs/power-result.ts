import type {ErrorJson} from '@ops/core/errors'
import type {Finding, PowerOutcome} from '@ops/core/seams'
import type {NetbootStory} from '../on/netboot-trace.ts'

/** What became of one host; `error` when it is not as asked, which includes not knowing. */
export interface PowerResult extends PowerOutcome {
  /** Hosts that hang on the same outlets and lost their power too. */
  alsoCut?: string[]
  /** What stands in the way, for a refusal. */
  findings?: readonly Finding[]
  /** What would be done, for `--dry-run`. */
  plan?: string[]
  /** What was seen of the boot, for `--netboot`. */
  boot?: NetbootStory
  error?: ErrorJson
}
