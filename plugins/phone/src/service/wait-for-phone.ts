import {isNetworkSerial, connectAgain} from '../adb/connect.ts'
import {listDevices} from '../adb/await-ready.ts'
import {explainState} from '../adb/device-state.ts'
import {connectionErrors} from '../errors/connection-errors.ts'
import {findPhone, type SelectedPhone} from '../inventory/select-phones.ts'
import type {PhoneServices} from '../session/phone-services.ts'

const pollMs = 1000

/** Waits until adb lists the phone as ready, at most `waitMs`; one that is known by its model has a serial then. */
export async function waitForPhone(
  services: Pick<PhoneServices, 'server' | 'clock'>,
  phone: SelectedPhone,
  waitMs: number,
  signal: AbortSignal,
): Promise<SelectedPhone> {
  const {name, entry} = phone
  const until = services.clock.monotonic() + waitMs
  for (;;) {
    const devices = await listDevices(services.server, signal)
    const found = phone.problem === undefined ? phone : findPhone(name, entry, devices)
    const {serial, problem} = found
    const state = devices.find((one) => one.serial === serial)?.state
    if (state === 'device') return found
    if (services.clock.monotonic() >= until) {
      const wrong = state === undefined ? undefined : explainState(state)
      if (wrong !== undefined) throw connectionErrors.PHONE_NOT_READY({host: name}, name, wrong.sentence, wrong.next)
      throw problem ?? connectionErrors.PHONE_ABSENT({host: name}, name, serial)
    }
    if (isNetworkSerial(serial))
      await connectAgain({server: services.server, serial}, AbortSignal.any([signal, AbortSignal.timeout(pollMs)]))
    await services.clock.sleep(pollMs, signal)
  }
}
