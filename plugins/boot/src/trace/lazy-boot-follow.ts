import type {BootFollow} from '@ops/core/seams'

/** `bootFollow`, imported on first use. */
export const lazyBootFollow: BootFollow = {
  arm: async (services, host, options, signal) => (await import('./boot-follow.ts')).bootFollow.arm(services, host, options, signal),
  async *follow(services, host, options, signal) {
    yield* (await import('./boot-follow.ts')).bootFollow.follow(services, host, options, signal)
  },
}
