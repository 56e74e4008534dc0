import type {DaemonListener} from '@ops/core/daemon'
import {formatHostPort} from '@ops/core/net'
import type {TftpServer} from '../tftp/server.ts'
import {serveErrors} from '../errors/serve-errors.ts'
import {localAddresses} from '../net/local-addresses.ts'
import {OpsError} from '@ops/core/errors'

export interface TftpListening {
  server: TftpServer
  /** Empty: all addresses of this machine, including later ones. */
  addresses: readonly string[]
  port: number
  /** Called with the port after binding (port 0 takes a free one). */
  listening(port: number): void
  failed(address: string, reason: string): void
}

/** Milliseconds between two checks of the machine's addresses. */
const checkMs = 5000

/** The TFTP server as a listener of the daemon. */
export function tftpListener({server, addresses, port, listening, failed}: TftpListening): DaemonListener {
  const bound = new Set<string>()
  /** Addresses that could not be bound, with the reason; each is reported once. */
  const reported = new Map<string, string>()
  let actual = port
  let timer: NodeJS.Timeout | undefined
  let checking: Promise<void> | undefined
  const bind = async (address: string) => {
    actual = await server.listen(address, actual)
    bound.add(address)
    reported.delete(address)
  }
  const follow = async () => {
    const now = localAddresses()
    for (const address of reported.keys()) if (!now.includes(address)) reported.delete(address)
    for (const address of bound) {
      if (now.includes(address)) continue
      bound.delete(address)
      await server.unlisten(address)
    }
    for (const address of now) {
      if (bound.has(address) || timer === undefined) continue
      await bind(address).catch(({message}: Error) => {
        if (reported.get(address) === message) return
        reported.set(address, message)
        failed(address, message)
      })
    }
  }
  const stopChecking = async () => {
    clearInterval(timer)
    timer = undefined
    await checking
  }
  const over = new AbortController()
  return {
    name: 'tftp',
    async start() {
      for (const address of addresses.length > 0 ? addresses : localAddresses()) {
        await bind(address).catch((error: NodeJS.ErrnoException) => {
          // A tentative IPv6 address (duplicate address detection, RFC 4862 section 5.4) becomes usable a moment later.
          if (addresses.length > 0 || error.code !== 'EADDRNOTAVAIL') throw listenError(error, 'TFTP', address, actual)
        })
      }
      if (bound.size === 0) throw serveErrors.BOOT_NO_NETWORK({})
      listening(actual)
      if (addresses.length === 0)
        timer = setInterval(() => {
          checking ??= follow().finally(() => (checking = undefined))
        }, checkMs).unref()
      return [...bound].map((address) => formatHostPort(address, actual)).join(' ')
    },
    async drain() {
      await stopChecking()
      await server.drain(over.signal)
    },
    async close() {
      await stopChecking()
      over.abort()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** The error for a socket that could not be bound. */
export function listenError(cause: unknown, service: string, address: string, port: number): OpsError {
  const {code, message} = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return serveErrors.BOOT_PORT_TAKEN({cause}, service, address, port)
  if (code === 'EACCES' || code === 'EPERM') return serveErrors.BOOT_PORT_PRIVILEGE({cause}, service, address, port)
  if (code === 'EADDRNOTAVAIL' || code === 'EINVAL' || code === 'ENOTFOUND') return serveErrors.BOOT_ADDRESS({cause}, address)
  return cause instanceof OpsError ? cause : serveErrors.BOOT_LISTEN({cause}, service, address, port, message)
}
