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

  run<T>({device, mayRepeat, signal}: Attempts, attempt: () => Promise<T>): Promise<T> {
    return this.#inTurn(device, async () => {
      for (let left = this.#timings.tries - 1; ; left -= 1) {
        try {
          return await attempt()
        } catch (error) {
          if (left === 0 || signal.aborted || !mayRepeat(error)) throw error
        }
        await this.#clock.sleep(this.#timings.pauseMs, signal)
      }
    })
  }

  #inTurn<T>(device: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(device) ?? Promise.resolve()
    const mine = before.then(task, task)
    const ended = mine.catch(() => {})
    this.#last.set(device, ended)
    void ended.then(() => {
      if (this.#last.get(device) === ended) this.#last.delete(device)
    })
    return mine
  }
}
