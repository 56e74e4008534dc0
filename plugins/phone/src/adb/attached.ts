import type {Clock} from '@ops/core/time'
import {phoneErrors} from '../errors.ts'
import {adbClient, askServer} from './adb-server.ts'
import {bounded} from './bounded.ts'
import {connectAgain} from './connect.ts'
import {type Device, parseDevices} from './device-list.ts'
import {explainState} from './device-state.ts'
import type {AdbServerAddress} from './server-address.ts'

const listMs = 10_000
const settleMs = 5000
const pollMs = 250
/** States that pass by themselves. */
const settling = /^(offline|connecting|authorizing)/

export async function listDevices(server: AdbServerAddress, signal?: AbortSignal): Promise<Device[]> {
  const late = () => phoneErrors.ADB_SERVER_SILENT({}, `${server.host}:${server.port}`, `no device list within ${listMs / 1000} s`)
  return bounded(listMs, signal, late, async (inner) => parseDevices(await askServer(adbClient(server, inner), 'host:devices-l')))
}

/**
 * Waits until a phone is ready: connects one in the network that is not listed, reconnects a stale `offline` one, and
 * gives a greeting in progress some seconds. Throws what is wrong with it otherwise.
 */
export async function awaitReady(
  {server, clock}: {server: AdbServerAddress; clock: Clock},
  phone: string,
  serial: string,
  signal?: AbortSignal,
): Promise<Device> {
  const find = async () => (await listDevices(server, signal)).find((device) => device.serial === serial)
  const within = (doing: string, does: (signal: AbortSignal) => Promise<string>) =>
    bounded(listMs, signal, () => phoneErrors.PHONE_SLOW({host: phone}, phone, doing, listMs), does)
  let device = await find()
  if (device === undefined) {
    const said = await within('connected to it', (inner) => connectAgain({server, serial}, inner))
    // One that asks for its owner's consent is listed although the connection is called a failure.
    if (!/connected to/.test(said) && (await find()) === undefined) throw phoneErrors.PHONE_ABSENT({host: phone}, phone, serial)
  }
  if (device?.state === 'offline')
    await within('reconnected it', (inner) => askServer(adbClient(server, inner), 'host:reconnect-offline').catch(() => ''))
  const until = clock.monotonic() + settleMs
  device = await find()
  while ((device === undefined || settling.test(device.state)) && clock.monotonic() < until) {
    await clock.sleep(pollMs, signal)
    device = await find()
  }
  if (device === undefined) throw phoneErrors.PHONE_ABSENT({host: phone}, phone, serial)
  const wrong = explainState(device.state)
  if (wrong !== undefined) throw phoneErrors.PHONE_NOT_READY({host: phone}, phone, wrong.sentence, wrong.next)
  return device
}
