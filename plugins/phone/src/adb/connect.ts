import {adbClient, askServer} from './adb-server.ts'
import type {AdbServerAddress} from './server-address.ts'

/** True for serials that are network addresses: only those can be connected from here. */
export function isNetworkSerial(serial: string): boolean {
  return /^(\[[\da-f:]+\]|[\w.-]+):\d+$/i.test(serial)
}

/** Asks the server to connect to a phone in the network; the phone's state afterwards shows whether it worked. */
export async function connectAgain({server, serial}: {server: AdbServerAddress; serial: string}, signal: AbortSignal): Promise<string> {
  if (!isNetworkSerial(serial)) return ''
  return askServer(adbClient(server, signal), `host:connect:${serial}`).catch((error: Error) => error.message)
}
