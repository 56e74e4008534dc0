import {connect, type Socket} from 'node:net'
import {once} from 'node:events'
import type {AdbServerAddress} from './server-address.ts'

/**
 * Opens a service of a device as a plain socket: after the server's two OKAYs its bytes are the service's own, with back
 * pressure and half close. Throws an Error with the server's text for a refusal (`closed`, `device offline`).
 */
export async function deviceStream(address: AdbServerAddress, serial: string, service: string, signal?: AbortSignal): Promise<Socket> {
  const socket = connect({...address, allowHalfOpen: true})
  socket.setNoDelay(true)
  const onAbort = () => socket.destroy(signal?.reason as Error)
  signal?.addEventListener('abort', onAbort, {once: true})
  try {
    await once(socket, 'connect')
    for (const request of [`host:transport:${serial}`, service]) {
      const bytes = Buffer.from(request)
      socket.write(Buffer.concat([Buffer.from(bytes.length.toString(16).padStart(4, '0')), bytes]))
      await readStatus(socket)
    }
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

async function readStatus(socket: Socket): Promise<void> {
  const status = (await take(socket, 4)).toString('latin1')
  if (status === 'OKAY') return
  if (status !== 'FAIL') throw new Error(`the adb server answered ${JSON.stringify(status)}`)
  const length = Number.parseInt((await take(socket, 4)).toString('latin1'), 16)
  throw new Error((await take(socket, length)).toString('utf8'))
}

/** Exactly `length` bytes, the rest stays in the socket's buffer. */
async function take(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null
    if (bytes !== null && bytes.length === length) return bytes
    if (bytes !== null || socket.readableEnded || socket.destroyed) throw new Error('the adb server closed the connection')
    await new Promise<void>((resolve, reject) => {
      const done = (act: () => void) => () => {
        for (const [name, listener] of Object.entries(listeners)) socket.off(name, listener)
        act()
      }
      const listeners = {
        readable: done(resolve),
        end: done(resolve),
        close: done(resolve),
        error: (error: Error) => done(() => reject(error))(),
      }
      for (const [name, listener] of Object.entries(listeners)) socket.on(name, listener)
    })
  }
}
