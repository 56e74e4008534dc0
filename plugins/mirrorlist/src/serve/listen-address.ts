import type {ListenAddress} from '@ops/core/daemon'
import {errors} from '../errors/serve.ts'

/** `127.0.0.1:3000`, `[::1]:3000`, `:3000` (all addresses) or the path of a unix socket. Throws LISTEN_BAD. */
export function listenAddress(text: string): ListenAddress {
  if (text.startsWith('/')) return {path: text}
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:]*)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535) throw errors.LISTEN_BAD({}, text)
  return {host: match[1] ?? (match[2] || '::'), port}
}
