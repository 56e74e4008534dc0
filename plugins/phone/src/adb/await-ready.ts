import type {Clock} from '@ops/core/time'
import {formatHostPort} from '@ops/core/net'
import {connectionErrors} from '../errors/connection-errors.ts'
import {adbClient, askServer} from './adb-server.ts'
import {withDeadline} from './with-deadline.ts'
import {connectAgain, isNetworkSerial} from './connect.ts'
import {type Device, parseDevices} from './device-list.ts'
import {explainState, offlineAfterReconnect} from './device-state.ts'
import type {AdbServerAddress} from './server-address.ts'

const listMs = 10_000
const transitionMs = 5000
const pollMs = 250
/** States that end by themselves. */
const transitional = /^(offline|connecting|authorizing)/

export async function listDevices(server: AdbServerAddress, signal?: AbortSignal): Promise<Device[]> {
  const late = () =>
    connectionErrors.PHONE_ADB_SERVER_SILENT({}, formatHostPort(server.host, server.port), `no device list within ${listMs / 1000} s`)
  return withDeadline(listMs, signal, late, async (inner) => parseDevices(await askServer(adbClient(server, inner), 'host:devices-l')))
}

/**
 * Waits until a phone is ready: connects one in the network that is not listed, reconnects a stale `offline` one, and
 * waits some seconds for a connection in progress. Throws the reason when the phone is not ready then.
 */
export async function awaitReady(
  {server, clock}: {server: AdbServerAddress; clock: Clock},
  phone: string,
  serial: string,
  signal?: AbortSignal,
): Promise<Device> {
  const find = async () => (await listDevices(server, signal)).find((device) => device.serial === serial)
  const within = (ms: number, doing: string, action: (signal: AbortSignal) => Promise<string>) =>
    withDeadline(ms, signal, () => connectionErrors.PHONE_SLOW({host: phone}, phone, doing, ms), action)
  const connect = (ms: number) => within(ms, 'connected to it', (inner) => connectAgain({server, serial}, inner))
  let device = await find()
  const stale = device?.state === 'offline'
  if (stale) {
    // A phone in the network is disconnected here and connected again below: the adb server may not have noticed that the phone is back.
    const service = isNetworkSerial(serial) ? `host:disconnect:${serial}` : 'host:reconnect-offline'
    await within(listMs, 'reconnected it', (inner) => askServer(adbClient(server, inner), service).catch(() => ''))
    device = await find()
  } else if (device === undefined) {
    const reply = await connect(listMs)
    device = await find()
    // A phone that asks for its owner's consent is listed although adb reports that the connection failed.
    if (!/connected to/.test(reply) && device === undefined) throw connectionErrors.PHONE_ABSENT({host: phone}, phone, serial)
  }
  // Counted from here: on a loaded machine, connecting alone may take seconds.
  const until = clock.monotonic() + transitionMs
  while ((device === undefined || transitional.test(device.state)) && clock.monotonic() < until) {
    if (stale && device === undefined) await connect(transitionMs).catch(() => signal?.throwIfAborted())
    await clock.sleep(pollMs, signal)
    device = await find()
  }
  if (device === undefined && !stale) throw connectionErrors.PHONE_ABSENT({host: phone}, phone, serial)
  const state = device?.state ?? 'offline'
  const wrong = stale && state === 'offline' ? offlineAfterReconnect : explainState(state)
  if (device === undefined || wrong !== undefined)
    throw connectionErrors.PHONE_NOT_READY({host: phone}, phone, wrong?.sentence ?? '', wrong?.next ?? '')
  return device
}
