import type {Clock} from '@ops/core/time'
import {type ExchangeLimits, ExchangeError, type PlugAddress, exchange} from './exchange.ts'

export interface LinkTimings extends ExchangeLimits {
  /** Tries of a message that is safe to repeat. */
  tries: number
  /** Milliseconds between tries. */
  pauseMs: number
}

/** python-kasa's defaults (5 s, 3 tries, 1 s pause) with a shorter connect: a plug on the same network answers in 50 ms. */
export const plugTimings: LinkTimings = {connectMs: 3000, answerMs: 5000, tries: 3, pauseMs: 1000}

/** Connects to plugs. This process has at most one exchange with each plug at a time. */
export class PlugLink {
  readonly #queue = new KeyedQueue()
  readonly #clock: Clock
  readonly #timings: LinkTimings

  constructor(clock: Clock, timings: LinkTimings) {
    this.#clock = clock
    this.#timings = timings
  }

  /** Sends a question that changes nothing. It is sent again after any failure, also after an answer that `parse` rejects. */
  query<T>(plug: PlugAddress, question: string, parse: (answer: string) => T, signal: AbortSignal): Promise<T> {
    return this.#repeat(
      plug,
      () => this.#exchange(plug, question, parse, signal),
      () => true,
      signal,
    )
  }

  /** Sends a change. It is sent again only while not one byte of it was sent; after that, a failure leaves its outcome unknown. */
  command<T>(plug: PlugAddress, command: string, parse: (answer: string) => T, signal: AbortSignal): Promise<T> {
    const isUnsent = (error: unknown) => error instanceof ExchangeError && !error.sent
    return this.#repeat(plug, () => this.#exchange(plug, command, parse, signal), isUnsent, signal)
  }

  async #exchange<T>(plug: PlugAddress, text: string, parse: (answer: string) => T, signal: AbortSignal): Promise<T> {
    return parse(await exchange(plug, text, this.#timings, signal))
  }

  #repeat<T>(plug: PlugAddress, action: () => Promise<T>, mayRepeat: (error: unknown) => boolean, signal: AbortSignal): Promise<T> {
    return this.#queue.run(`${plug.address}:${plug.port}`, async () => {
      for (let left = this.#timings.tries - 1; ; left -= 1) {
        try {
          return await action()
        } catch (error) {
          if (left === 0 || signal.aborted || !mayRepeat(error)) throw error
        }
        await this.#clock.sleep(this.#timings.pauseMs, signal)
      }
    })
  }
}

/** Runs one task per key at a time, because plugs answer wrongly or not at all when two clients are connected. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>()

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve()
    const mine = before.then(task, task)
    const ended = mine.catch(() => {})
    this.#last.set(key, ended)
    void ended.then(() => {
      if (this.#last.get(key) === ended) this.#last.delete(key)
    })
    return mine
  }
}
