import type {Server as HttpServer} from 'node:http'
import type {Server as NetServer} from 'node:net'
import {formatListenAddress, type ListenAddress} from '../net/index.ts'
import type {DaemonListener} from './daemon.ts'
import {errors} from './errors.ts'
import {errorMessage} from '../text/index.ts'

const sweepMs = 50

/** A listener from a node:http(s) or node:net server. In-flight requests end by themselves; idle connections are closed. */
export function httpListener(name: string, server: HttpServer | NetServer, listen: ListenAddress): DaemonListener {
  const ended = Promise.withResolvers<void>()
  const http = 'closeAllConnections' in server ? server : undefined
  const open = new Set<{destroy(): unknown}>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  const drain = () => {
    // Also called back, with an error, when it never listened: then nothing is open.
    server.close(() => ended.resolve())
    // A kept-alive connection is idle only after its last answer, so look again.
    const sweep = setInterval(() => http?.closeIdleConnections(), sweepMs)
    return ended.promise.finally(() => clearInterval(sweep))
  }
  return {
    name,
    start: (inherited) =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) =>
          reject(errors.DAEMON_LISTEN_FAILED({cause}, name, formatListenAddress(listen), errorMessage(cause))),
        )
        server.listen(inherited === undefined ? listen : {fd: inherited}, () => resolve(formatListenAddress(server.address())))
      }),
    drain,
    async close() {
      const gone = drain()
      for (const socket of open) socket.destroy()
      await gone
    },
  }
}
