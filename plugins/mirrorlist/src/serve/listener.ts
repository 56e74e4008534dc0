import {createServer, type Socket} from 'node:net'
import type {DaemonListener} from '@ops/core/daemon'
import {formatListenAddress, type ListenAddress} from '@ops/core/net'
import {errors} from '../errors/serve.ts'
import {errorMessage} from '@ops/core/text'

/** Connections that the kernel holds while this process is busy. */
const backlog = 4096

/**
 * Listens on one address and hands connections on, untouched. This process holds the socket as long as the service lives, so
 * no client is refused while workers come and go.
 */
export function socketListener(name: string, address: ListenAddress, handOver: (socket: Socket) => void): DaemonListener {
  const server = createServer({pauseOnConnect: true, noDelay: true}, handOver)
  // Its callback would wait for the workers' connections; that the address is free again is all that is waited for here.
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
