import {createServer, type Socket} from 'node:net'
import type {DaemonListener} from '@ops/core/daemon'
import {formatListenAddress, type ListenAddress} from '@ops/core/net'
import {errors} from '../errors/serve.ts'
import {errorMessage} from '@ops/core/text'

/** Connections that the kernel holds while this process is busy. */
const backlog = 4096

/**
 * Listens on one address and hands connections to the workers unread. This process holds the socket as long as the service
 * runs, so no client is refused while workers are replaced.
 */
export function socketListener(name: string, address: ListenAddress, handOver: (socket: Socket) => void): DaemonListener {
  const server = createServer({pauseOnConnect: true, noDelay: true}, handOver)
  // The callback of close() comes after the last connection of the workers. Here only the address has to be free again.
  const closed = async () => {
    server.close(() => {})
  }
  return {
    name,
    start: (inherited) =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) => reject(errors.MIRRORLIST_LISTEN_FAILED({cause}, formatListenAddress(address), errorMessage(cause))))
        const listening = () => resolve(formatListenAddress(server.address()))
        if (inherited === undefined) server.listen({...address, backlog}, listening)
        else server.listen({fd: inherited}, listening)
      }),
    drain: closed,
    close: closed,
  }
}
