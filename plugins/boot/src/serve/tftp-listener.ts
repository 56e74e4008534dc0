import type {DaemonListener} from '@ops/core/daemon'
import type {TftpServer} from '../tftp/server.ts'
import {listenError} from './listen-error.ts'
import {localAddresses} from './local-addresses.ts'

export interface TftpListening {
  server: TftpServer
  /** Empty: every address of this machine, also those that come later. */
  addresses: readonly string[]
  port: number
  /** Told the port once it is known (port 0 takes a free one). */
  listening(port: number): void
  failed(address: string, reason: string): void
}

/** Milliseconds between two looks at the machine's addresses. */
const lookMs = 5000

/** The TFTP server as a part of a daemon. */
export function tftpListener({server, addresses, port, listening, failed}: TftpListening): DaemonListener {
  const bound = new Set<string>()
  let actual = port
  let look: NodeJS.Timeout | undefined
  const bind = async (address: string) => {
    actual = await server.listen(address, actual)
    bound.add(address)
  }
  const follow = async () => {
    const now = localAddresses()
    for (const address of bound) {
      if (now.includes(address)) continue
      bound.delete(address)
      await server.unlisten(address)
    }
    for (const address of now) {
      if (bound.has(address)) continue
      await bind(address).catch((error: Error) => failed(address, error.message))
    }
  }
  const over = new AbortController()
  return {
    name: 'tftp',
    async start() {
      for (const address of addresses.length > 0 ? addresses : localAddresses()) {
        await bind(address).catch((error) => {
          throw listenError(error, 'TFTP', address, actual)
        })
      }
      listening(actual)
      if (addresses.length === 0) look = setInterval(() => void follow(), lookMs).unref()
      return [...bound].map((address) => (address.includes(':') ? `[${address}]:${actual}` : `${address}:${actual}`)).join(' ')
    },
    async drain() {
      clearInterval(look)
      await server.drain(over.signal)
    },
    async close() {
      clearInterval(look)
      over.abort()
      await server[Symbol.asyncDispose]()
    },
  }
}
