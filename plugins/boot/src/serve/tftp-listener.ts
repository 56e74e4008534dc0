import type {DaemonListener} from '@ops/core/daemon'
import type {TftpServer} from '../tftp/server.ts'
import {serveErrors} from '../errors/serve-errors.ts'
import {localAddresses} from '../net/local-addresses.ts'
import {OpsError} from '@ops/core/errors'

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
  /** Addresses that could not be listened on, and why: each is told once. */
  const told = new Map<string, string>()
  let actual = port
  let look: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  const bind = async (address: string) => {
    actual = await server.listen(address, actual)
    bound.add(address)
    told.delete(address)
  }
  const follow = async () => {
    const now = localAddresses()
    for (const address of told.keys()) if (!now.includes(address)) told.delete(address)
    for (const address of bound) {
      if (now.includes(address)) continue
      bound.delete(address)
      await server.unlisten(address)
    }
    for (const address of now) {
      if (bound.has(address) || look === undefined) continue
      await bind(address).catch(({message}: Error) => {
        if (told.get(address) === message) return
        told.set(address, message)
        failed(address, message)
      })
    }
  }
  const stopLooking = async () => {
    clearInterval(look)
    look = undefined
    await looking
  }
  const over = new AbortController()
  return {
    name: 'tftp',
    async start() {
      for (const address of addresses.length > 0 ? addresses : localAddresses()) {
        await bind(address).catch((error: NodeJS.ErrnoException) => {
          // An IPv6 address that is still being tried out (RFC 4862 section 5.4) is there a moment later.
          if (addresses.length > 0 || error.code !== 'EADDRNOTAVAIL') throw listenError(error, 'TFTP', address, actual)
        })
      }
      if (bound.size === 0) throw serveErrors.BOOT_NO_NETWORK({})
      listening(actual)
      if (addresses.length === 0)
        look = setInterval(() => {
          looking ??= follow().finally(() => (looking = undefined))
        }, lookMs).unref()
      return [...bound].map((address) => (address.includes(':') ? `[${address}]:${actual}` : `${address}:${actual}`)).join(' ')
    },
    async drain() {
      await stopLooking()
      await server.drain(over.signal)
    },
    async close() {
      await stopLooking()
      over.abort()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** The sentence for a socket that could not be bound. `what` is `TFTP`, `HTTP`. */
export function listenError(cause: unknown, what: string, address: string, port: number): OpsError {
  const {code, message} = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return serveErrors.BOOT_PORT_TAKEN({cause}, what, address, port)
  if (code === 'EACCES' || code === 'EPERM') return serveErrors.BOOT_PORT_PRIVILEGE({cause}, what, address, port)
  if (code === 'EADDRNOTAVAIL' || code === 'EINVAL' || code === 'ENOTFOUND') return serveErrors.BOOT_ADDRESS({cause}, address)
  return cause instanceof OpsError ? cause : serveErrors.BOOT_LISTEN({cause}, what, address, port, message)
}
