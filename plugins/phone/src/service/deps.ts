import type {Progress} from '@ops/core/cli'
import type {Coordinator} from '@ops/core/coordinator'
import type {Clock} from '@ops/core/time'
import type {AdbServerAddress} from '../adb/server-address.ts'

/** What the use cases of this plugin are given. */
export interface PhoneDeps {
  server: AdbServerAddress
  clock: Clock
  progress: Progress
  /** Folder of ops for what outlives a command: known_hosts of phones. */
  stateDir: string
}

/** For use cases that change a phone: the journal and the leases. */
export interface ActingDeps extends PhoneDeps {
  coordinator: Coordinator
}
