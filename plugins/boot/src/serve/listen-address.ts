import type {ListenAddress} from '@ops/core/daemon'
import {controlErrors} from '../errors/control-errors.ts'

/** `127.0.0.1:9100`, `[::1]:9100`, `:9100` (loopback). */
export function listenAddress(text: string | undefined): ListenAddress | undefined {
  if (text === undefined) return undefined
  const match = /^(?:\[(.+)\]|([^:]*)):(\d{1,5})$/.exec(text)
  if (match === null || Number(match[3]) > 65535) throw controlErrors.BOOT_BAD_LISTEN({}, text)
  return {host: match[1] ?? (match[2] || '127.0.0.1'), port: Number(match[3])}
}
