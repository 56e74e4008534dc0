import {listDevices} from '../../src/adb/await-ready.ts'
import {connectAgain} from '../../src/adb/connect.ts'
import type {AdbServerAddress} from '../../src/adb/server-address.ts'

const waitMs = 30_000
const pollMs = 100

/**
 * Connects the adb server to a phone in the network and waits until the server lists it in a state that matches. On a
 * loaded machine the server answers "connected" while the state is still `offline`.
 */
export async function connectUntil(state: RegExp, server: AdbServerAddress, serial: string): Promise<void> {
  const limit = AbortSignal.timeout(waitMs)
  let last: string | undefined
  while (!limit.aborted) {
    if (last === undefined) await connectAgain({server, serial}, limit)
    last = (await listDevices(server, limit)).find((device) => device.serial === serial)?.state
    if (last !== undefined && state.test(last)) return
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  throw new Error(`The adb server lists ${serial} as ${last ?? 'absent'} after ${waitMs / 1000} s, not as ${state.source}.`)
}
