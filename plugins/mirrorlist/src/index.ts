import type {Registry} from '@ops/core/seams'

/** What this plugin adds to the seams of the core. Kept light: the work is imported when it is asked for. */
export function register(_registry: Registry): void {}
