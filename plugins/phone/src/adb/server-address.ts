import {connectionErrors} from '../errors/connection-errors.ts'

export interface AdbServerAddress {
  host: string
  port: number
}

/** Where the adb server is, as the adb program itself decides: ADB_SERVER_SOCKET, else ANDROID_ADB_SERVER_ADDRESS and _PORT. */
export function adbServerAddress(env: NodeJS.ProcessEnv): AdbServerAddress {
  const socket = env['ADB_SERVER_SOCKET'] ?? ''
  if (socket !== '') {
    const [, host = '127.0.0.1', port = ''] = /^tcp:(?:(.+):)?(\d+)$/.exec(socket) ?? []
    return {host: host.replace(/^\[(.*)\]$/, '$1'), port: portOf(port, 'ADB_SERVER_SOCKET', socket)}
  }
  const port = env['ANDROID_ADB_SERVER_PORT'] || '5037'
  return {host: env['ANDROID_ADB_SERVER_ADDRESS'] || '127.0.0.1', port: portOf(port, 'ANDROID_ADB_SERVER_PORT', port)}
}

/** An invalid address is an error: another adb server may list another phone by the same serial. */
function portOf(text: string, variable: string, value: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw connectionErrors.PHONE_ADB_ADDRESS_BAD({}, variable, value)
  return port
}
