import type {Clock} from '@ops/core/time'
import {DeviceQueue, type QueueTimings} from '../../kit/device-queue.ts'
import {type ExchangeLimits, ExchangeError, type PlugAddress, exchange} from './exchange.ts'

export interface LinkTimings extends ExchangeLimits, QueueTimings {}

/** python-kasa's defaults (5 s, 3 tries, 1 s pause) with a shorter connect: a plug on the same network answers in 50 ms. */
export const plugTimings: LinkTimings = {connectMs: 3000, answerMs: 5000, tries: 3, pauseMs: 1000}

/** Connects to plugs. This process has at most one exchange with each plug at a time. */
export class PlugLink {
  readonly #queue: DeviceQueue
  readonly #limits: ExchangeLimits

  constructor(clock: Clock, timings: LinkTimings) {
    this.#queue = new DeviceQueue(clock, timings)
    this.#limits = timings
  }

  /** Sends a question that changes nothing. It is sent again after any failure, also after an answer that `parse` rejects. */
  query<T>(plug: PlugAddress, question: string, parse: (answer: string) => T, signal: AbortSignal): Promise<T> {
    const device = `${plug.address}:${plug.port}`
    return this.#queue.run({device, mayRepeat: () => true, signal}, () => this.#exchange(plug, question, parse, signal))
  }

  /** Sends a change. It is sent again only while not one byte of it was sent; after that, a failure leaves its outcome unknown. */
  command<T>(plug: PlugAddress, command: string, parse: (answer: string) => T, signal: AbortSignal): Promise<T> {
    const device = `${plug.address}:${plug.port}`
    const mayRepeat = (error: unknown) => error instanceof ExchangeError && !error.sent
    return this.#queue.run({device, mayRepeat, signal}, () => this.#exchange(plug, command, parse, signal))
  }

  async #exchange<T>(plug: PlugAddress, text: string, parse: (answer: string) => T, signal: AbortSignal): Promise<T> {
    return parse(await exchange(plug, text, this.#limits, signal))
  }
}
