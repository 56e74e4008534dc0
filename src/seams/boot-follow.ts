import type {Host} from '../inventory/inventory.ts'
import type {Services} from './services.ts'

/** One stage of a boot as it is seen; `unknown` when nothing was seen of it. */
export interface BootProgress {
  stage: string
  state: 'waiting' | 'seen' | 'failed' | 'unknown'
  /** Milliseconds since the machine was switched on. */
  atMs?: number
  evidence?: string
}

export interface BootFollowOptions {
  /** Milliseconds that the boot may take; the default of `ops boot start` when left out. */
  forMs?: number | undefined
}

/** Registered by the boot plugin: arms a one-shot boot of a host, and follows it once the power is on. */
export interface BootFollow {
  arm(services: Services, host: Host, options: BootFollowOptions, signal: AbortSignal): Promise<AsyncDisposable>
  follow(services: Services, host: Host, options: BootFollowOptions, signal: AbortSignal): AsyncIterable<BootProgress>
}
