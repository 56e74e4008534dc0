import {isNetworkSerial, connectAgain} from '../adb/connect.ts'
import {listDevices} from '../adb/attached.ts'
import {phoneErrors} from '../errors.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import type {PhoneDeps} from './deps.ts'

const pollMs = 1000

/** Waits until adb lists the phone as ready, at most `waitMs`. */
export async function waitForPhone(deps: PhoneDeps, {name, serial}: SelectedPhone, waitMs: number, signal: AbortSignal): Promise<void> {
  const until = deps.clock.monotonic() + waitMs
  for (;;) {
    const device = (await listDevices(deps.server, signal)).find((one) => one.serial === serial)
    if (device?.state === 'device') return
    if (deps.clock.monotonic() >= until) throw phoneErrors.PHONE_ABSENT({host: name}, name, serial)
    if (isNetworkSerial(serial)) await connectAgain({server: deps.server, serial}, AbortSignal.any([signal, AbortSignal.timeout(pollMs)]))
    await deps.clock.sleep(pollMs, signal)
  }
}
