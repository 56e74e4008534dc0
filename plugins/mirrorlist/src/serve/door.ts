import {createServer, type Socket} from 'node:net'
import {type DaemonListener, type ListenAddress, showAddress} from '@ops/core/daemon'
import {errors} from '../errors.ts'

/** Connections that the kernel holds while this process is busy. */
const backlog = 4096

/**
 * Listens on one address and hands connections on, untouched. This process holds the socket as long as the service lives, so
 * no client is refused while workers come and go.
 */
export function door(name: string, address: ListenAddress, give: (socket: Socket) => void): DaemonListener {
  const server = createServer({pauseOnConnect: true, noDelay: true}, give)
  const closed = () =>
    new Promise<void>((resolve) => {
      // Called back with an error when it never listened; connections were counted off when they were handed on.
      server.close(() => resolve())
    })
  return {
    name,
    start: (inherited) =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) => reject(errors.LISTEN_FAILED({cause}, showAddress(address), cause.message)))
        const listening = () => resolve(showAddress(server.address()))
        if (inherited === undefined) server.listen({...address, backlog}, listening)
        else server.listen({fd: inherited}, listening)
      }),
    drain: closed,
    close: closed,
  }
}
