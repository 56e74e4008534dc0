import {once} from 'node:events'
import {createServer} from 'node:net'
import {afterEach, expect, test, vi} from 'vitest'
import {ensureAdbServer} from './start-server.ts'

afterEach(() => void vi.unstubAllEnvs())

/** A port that hangs up on everybody. */
async function listener() {
  const server = createServer((socket) => socket.destroy())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const {port} = server.address() as {port: number}
  return {port, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve()))}
}

test('without an adb server and without the adb program, the error names the package', async () => {
  let port: number
  {
    await using closed = await listener()
    port = closed.port
  }
  vi.stubEnv('PATH', '/nowhere')
  await expect(ensureAdbServer({host: '127.0.0.1', port})).rejects.toMatchObject({code: 'PHONE_ADB_MISSING', hint: 'apt install adb'})
})

test('another program on the port of the adb server is reported', async () => {
  await using other = await listener()
  await expect(ensureAdbServer({host: '127.0.0.1', port: other.port})).rejects.toMatchObject({code: 'PHONE_ADB_SERVER_SILENT', exit: 4})
})
