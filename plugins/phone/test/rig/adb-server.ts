import {spawnSync} from 'node:child_process'
import {createServer} from 'node:net'

/** A real adb server of the test's own, never the user's on 5037. */
export async function startAdbServer(): Promise<{port: number} & Disposable> {
  // A port that was free a moment ago may be used by a connection by now.
  for (let left = 3; left > 0; left--) {
    const port = await freePort()
    const adb = (...args: string[]) => spawnSync('adb', ['-P', String(port), ...args], {stdio: 'ignore', timeout: 15_000})
    if (adb('start-server').status === 0) return {port, [Symbol.dispose]: () => void adb('kill-server')}
  }
  throw new Error('The adb server did not start.')
}

export async function freePort(address = '127.0.0.1'): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const {port} = server.address() as {port: number}
  await new Promise((resolve) => server.close(resolve))
  return port
}
