export interface AdbServerAddress {
  host: string
  port: number
}

/** Where the adb server is, as the adb program itself decides: ADB_SERVER_SOCKET, else ANDROID_ADB_SERVER_ADDRESS and _PORT. */
export function adbServerAddress(env: NodeJS.ProcessEnv): AdbServerAddress {
  const socket = /^tcp:(?:(.+):)?(\d+)$/.exec(env['ADB_SERVER_SOCKET'] ?? '')
  if (socket !== null) return {host: socket[1] ?? '127.0.0.1', port: Number(socket[2])}
  return {host: env['ANDROID_ADB_SERVER_ADDRESS'] || '127.0.0.1', port: Number(env['ANDROID_ADB_SERVER_PORT'] || 5037)}
}
