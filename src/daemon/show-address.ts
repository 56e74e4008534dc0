import type {AddressInfo} from 'node:net'
import type {ListenAddress} from './daemon.ts'

/** `127.0.0.1:80`, `[::1]:80` or the path of a unix socket. */
export function showAddress(address: ListenAddress | AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return address ?? 'nowhere'
  if ('path' in address) return address.path
  const host = 'host' in address ? address.host : address.address
  return host.includes(':') ? `[${host}]:${address.port}` : `${host}:${address.port}`
}
