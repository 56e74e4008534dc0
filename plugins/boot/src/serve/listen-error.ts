import {OpsError} from '@ops/core/errors'
import {errors} from '../errors.ts'

/** The sentence for a socket that could not be bound. `what` is `TFTP`, `HTTP`. */
export function listenError(cause: unknown, what: string, address: string, port: number): OpsError {
  const {code, message} = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return errors.BOOT_PORT_TAKEN({cause}, what, address, port)
  if (code === 'EACCES' || code === 'EPERM') return errors.BOOT_PORT_PRIVILEGE({cause}, what, address, port)
  if (code === 'EADDRNOTAVAIL' || code === 'EINVAL' || code === 'ENOTFOUND') return errors.BOOT_ADDRESS({cause}, address)
  return cause instanceof OpsError ? cause : errors.BOOT_LISTEN({cause}, what, address, port, message)
}
