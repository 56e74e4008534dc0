import type {BootFollow} from '@ops/core/seams'

/** Following boots for other domains, loaded when it is asked for. */
export const lazyBootFollow: BootFollow = {
  arm: async (services, host, signal) => (await import('./boot-follow.ts')).bootFollow.arm(services, host, signal),
  async *follow(services, host, signal) {
    yield* (await import('./boot-follow.ts')).bootFollow.follow(services, host, signal)
  },
}
