import type {Coordinator} from '@ops/core/coordinator'
import type {Progress} from '@ops/core/progress'
import type {Clock} from '@ops/core/time'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import type {AdbServerAddress} from '../adb/server-address.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import type {KeyFile} from '../keys/key-file.ts'
import type {SshTarget} from '../ssh/options.ts'
import type {Verification} from '../verify/verify-logins.ts'

/** The services that the use cases of this plugin get. */
export interface PhoneServices {
  server: AdbServerAddress
  clock: Clock
  progress: Progress
  /** Folder of ops for what outlives a command: known_hosts of phones. */
  stateDir: string
  /** Waits until the phone is ready and opens it; throws the reason when it is not. */
  open(phone: SelectedPhone, signal: AbortSignal): Promise<PhoneTransport>
  logins: Logins
}

/** Logins by this machine's ssh. */
export interface Logins {
  /** What it can log in with as this key; undefined: nothing. */
  identity(file: KeyFile, signal: AbortSignal): Promise<string | undefined>
  verify(target: SshTarget, identity: string, transport: PhoneTransport, signal: AbortSignal): Promise<Verification>
}

/** For use cases that change a phone: the journal and the leases. */
export interface ActingServices extends PhoneServices {
  coordinator: Coordinator
}
