import type {Clock} from '@ops/core/time'
import {type ExchangeLimits, ExchangeError, type PlugAddress, exchange} from './exchange.ts'

export interface LinkTimings extends ExchangeLimits {
  /** Tries of what is safe to repeat. */
  tries: number
  /** Milliseconds between tries. */
  pauseMs: number
}

/** python-kasa's defaults (5 s, 3 tries, 1 s pause) with a shorter connect: a plug on the same network answers in 50 ms. */
export const plugTimings: LinkTimings = {connectMs: 3000, answerMs: 5000, tries: 3, pauseMs: 1000}

/** Talks to plugs, one exchange in flight per plug in this process. */
export class PlugLink {
  readonly #turns = new Turns()
  readonly #clock: Clock
  readonly #timings: LinkTimings

  constructor(clock: Clock, timings: LinkTimings) {
    this.#clock = clock
    this.#timings = timings
  }

  /**
   * A question that changes nothing: repeated after anything that went wrong. `judge` turns the answer into a value and
   * throws when it is none, which is repeated too.
   */
  ask<T>(plug: PlugAddress, question: string, judge: (answer: string) => T, signal: AbortSignal): Promise<T> {
    return this.#tried(plug, question, judge, signal, () => true)
  }

  /** A change: repeated only while not one byte of it had left. Whatever fails after that leaves it unknown. */
  tell<T>(plug: PlugAddress, command: string, judge: (answer: string) => T, signal: AbortSignal): Promise<T> {
    return this.#tried(plug, command, judge, signal, (error) => error instanceof ExchangeError && !error.sent)
  }

  #tried<T>(
    plug: PlugAddress,
    text: string,
    judge: (answer: string) => T,
    signal: AbortSignal,
    mayRepeat: (error: unknown) => boolean,
  ): Promise<T> {
    return this.#turns.take(`${plug.address}:${plug.port}`, async () => {
      for (let left = this.#timings.tries - 1; ; left -= 1) {
        try {
          return judge(await exchange(plug, text, this.#timings, signal))
        } catch (error) {
          if (left === 0 || signal.aborted || !mayRepeat(error)) throw error
        }
        await this.#clock.sleep(this.#timings.pauseMs, signal)
      }
    })
  }
}

/** Lets one task per key run at a time: plugs answer wrongly or not at all when two clients talk at once. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  take<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve()
    const mine = before.then(task, task)
    const settled = mine.catch(() => {})
    this.#last.set(key, settled)
    void settled.then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key)
    })
    return mine
  }
}
