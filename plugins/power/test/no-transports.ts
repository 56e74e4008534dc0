import type {Transports} from '@ops/core/transport'

/** For drivers that run nothing on other machines. */
export const noTransports: Transports = {
  to(host) {
    throw new Error(`The test has no transport to ${host}.`)
  },
  async [Symbol.asyncDispose]() {},
}
