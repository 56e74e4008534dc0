import type {Clock} from '@ops/core/time'

export interface QueueTimings {
  /** Tries of an exchange that is safe to repeat. */
  tries: number
  /** Milliseconds between tries. */
  pauseMs: number
}

export interface Attempts {
  /** Text that is the same for every driver of one device, such as `HOST:PORT`. */
  device: string
  /** Which failures may be tried again: all of a question, and those of a command of which no byte was sent. */
  mayRepeat: (error: unknown) => boolean
  /** Ends the wait for the turn, the pauses and the tries. */
  signal: AbortSignal
}

/** One exchange at a time per device: plugs answer wrongly or not at all when two clients talk at once. */
export class DeviceQueue {
  readonly #last = new Map<string, Promise<unknown>>()
  readonly #clock: Clock
  readonly #timings: QueueTimings

  constructor(clock: Clock, timings: QueueTimings) {
    this.#clock = clock
    this.#timings = timings
  }

  /** Rejects with the reason of the signal when it aborts while nothing that may switch the device has been sent. */
  async run<T>({device, mayRepeat, signal}: Attempts, attempt: () => Promise<T>): Promise<T> {
    const before = this.#last.get(device)
    const {promise: mine, resolve: leave} = Promise.withResolvers<void>()
    // Who gives up waiting leaves the queue, and does not let those behind overtake those before.
    const ended = Promise.all([before, mine])
    this.#last.set(device, ended)
    void ended.then(() => {
      if (this.#last.get(device) === ended) this.#last.delete(device)
    })
    try {
      if (before !== undefined) await orAbort(before, signal)
      return await this.#repeat({device, mayRepeat, signal}, attempt)
    } finally {
      leave()
    }
  }

  async #repeat<T>({mayRepeat, signal}: Attempts, attempt: () => Promise<T>): Promise<T> {
    for (let left = this.#timings.tries - 1; ; left -= 1) {
      signal.throwIfAborted()
      try {
        return await attempt()
      } catch (error) {
        if (!mayRepeat(error)) throw error
        signal.throwIfAborted()
        if (left === 0) throw error
      }
      await this.#clock.sleep(this.#timings.pauseMs, signal)
    }
  }
}

async function orAbort(wait: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const {promise: aborted, reject} = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, {once: true})
  try {
    await Promise.race([wait, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
