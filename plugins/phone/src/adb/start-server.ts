import {spawn} from 'node:child_process'
import {formatHostPort} from '@ops/core/net'
import {errorMessage} from '@ops/core/text'
import {connectionErrors} from '../errors/connection-errors.ts'
import {adbClient} from './adb-server.ts'
import {withDeadline} from './with-deadline.ts'
import type {AdbServerAddress} from './server-address.ts'

const startMs = 15_000

/** Makes sure that an adb server answers, starting one with the adb program when nothing listens on this machine. */
export async function ensureAdbServer(address: AdbServerAddress, signal?: AbortSignal): Promise<void> {
  const name = formatHostPort(address.host, address.port)
  const late = () => connectionErrors.PHONE_ADB_SERVER_SILENT({}, name, `no answer within ${startMs / 1000} s`)
  await withDeadline(startMs, signal, late, async (inner) => {
    try {
      await adbClient(address, inner).getVersion()
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      if (code !== 'ECONNREFUSED' || !/^(127\.|localhost$|::1$)/.test(address.host)) {
        throw connectionErrors.PHONE_ADB_SERVER_SILENT({cause}, name, errorMessage(cause))
      }
      await startServer(address, name, inner)
    }
  })
}

function startServer({port}: AdbServerAddress, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // The daemon keeps the descriptors that it inherits; with a pipe of this process, this process would wait for its end.
    const child = spawn('adb', ['-P', String(port), 'start-server'], {stdio: 'ignore', signal})
    child.on('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'ENOENT'
          ? connectionErrors.PHONE_ADB_MISSING({cause})
          : connectionErrors.PHONE_ADB_SERVER_SILENT({cause}, name, cause.message),
      ),
    )
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(connectionErrors.PHONE_ADB_SERVER_SILENT({}, name, `adb start-server ended with ${code}`)),
    )
  })
}
