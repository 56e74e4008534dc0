import type {Clock} from '@ops/core/time'
import {OpsError} from '@ops/core/errors'
import {errorMessage} from '@ops/core/text'
import {connectionErrors} from '../errors/connection-errors.ts'
import {adbClient} from './adb-server.ts'
import {becomeRoot} from './become-root.ts'
import {withDeadline} from './with-deadline.ts'
import {deviceStream} from './device-stream.ts'
import type {PhoneTransport, ShellOptions, ShellResult} from './phone-transport.ts'
import {runShellV1, runShellV2} from './run-shell.ts'
import type {AdbServerAddress} from './server-address.ts'

const shellMs = 30_000
const connectMs = 10_000

export interface PhoneLink {
  server: AdbServerAddress
  clock: Clock
  /** Name of the phone in sentences: its name in the inventory, or its serial. */
  phone: string
  serial: string
}

/** A phone behind the adb server, addressed by serial so that it survives its adbd's restarts. */
export function openPhone(link: PhoneLink): PhoneTransport {
  const {server, phone, serial} = link
  const transport: PhoneTransport = {
    phone,
    serial,
    shell: (script, options = {}) => shell(link, script, options),
    async openTcp(port, signal) {
      const late = () => connectionErrors.PHONE_SLOW({host: phone}, phone, `opened port ${port}`, connectMs)
      return withDeadline(connectMs, signal, late, async (inner) => {
        try {
          return await deviceStream(server, serial, `tcp:${port}`, inner)
        } catch (cause) {
          // adbd refuses to open the service when nothing listens; the adb server passes this on as "closed".
          if ((cause as Error).message === 'closed') throw connectionErrors.PHONE_PORT_CLOSED({host: phone, cause}, phone, port)
          throw gone(phone, `opened port ${port}`, cause)
        }
      })
    },
    root: (signal) => becomeRoot(link, transport, signal),
  }
  return transport
}

async function shell({server, phone, serial}: PhoneLink, script: string, options: ShellOptions): Promise<ShellResult> {
  const {stdin, timeoutMs = shellMs, signal, doing = 'ran a script'} = options
  const late = () => connectionErrors.PHONE_SLOW({host: phone}, phone, doing, timeoutMs)
  return withDeadline(timeoutMs, signal, late, async (inner) => {
    try {
      const client = adbClient(server, inner)
      const {features} = await client.getDeviceFeatures({serial})
      if (!features.includes('shell_v2')) return await runShellV1(await deviceStream(server, serial, 'exec:sh', inner), script, stdin)
      return await runShellV2(await client.createDeviceConnection({serial}, `shell,v2,raw:${script}`), stdin, inner)
    } catch (cause) {
      if (inner.aborted) throw inner.reason
      throw cause instanceof OpsError ? cause : gone(phone, doing, cause)
    }
  })
}

function gone(phone: string, doing: string, cause: unknown): OpsError {
  const reason = errorMessage(cause)
  // The adb server refuses a service with this text (transport.cpp, acquire_one_transport) before it asks the phone.
  if (/^device offline/.test(reason)) return connectionErrors.PHONE_OFFLINE({host: phone, cause}, phone, doing)
  return connectionErrors.PHONE_GONE({host: phone, cause}, phone, doing, reason)
}
