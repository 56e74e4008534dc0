import type {Host} from '@ops/core/inventory'
import type {Proof} from '@ops/core/seams'
import type {Clock} from '@ops/core/time'
import {isAskable, type Reachability} from './reachability.ts'

/** Milliseconds for which a host may go on answering after the relay opened, before that contradicts the relay. */
const timeoutMs = 8000
const pauseMs = 500
/** Unanswered tries in a row that count as silence; one packet may be lost. */
const silentTries = 2

/** Remembers when a host answered last. */
export class ReachabilityMonitor {
  /** Undefined: the host did not answer when the monitor was made. */
  readonly reachability: Reachability | undefined
  readonly #clock: Clock
  #answeredAt: number | undefined
  /** Fell silent, and did not answer since. */
  #isSilent = false

  constructor(reachability: Reachability | undefined, clock: Clock) {
    this.reachability = reachability
    this.#clock = clock
    if (reachability !== undefined) this.#answeredAt = clock.monotonic()
  }

  /** Tries once. */
  async probe(signal: AbortSignal): Promise<boolean> {
    const answers = (await this.reachability?.answers(signal)) ?? false
    if (answers) this.#answeredAt = this.#clock.monotonic()
    if (answers) this.#isSilent = false
    return answers
  }

  /** Resolves true when the host has fallen silent, false when it still answered after `ms`. */
  async untilSilent(ms: number, signal: AbortSignal): Promise<boolean> {
    const end = this.#clock.monotonic() + ms
    // A host that had fallen silent before is tried once more only.
    for (let silent = this.#isSilent ? silentTries - 1 : 0; ; ) {
      silent = (await this.probe(signal)) ? 0 : silent + 1
      this.#isSilent = silent >= silentTries
      if (this.#isSilent) return true
      if (this.#clock.monotonic() >= end) return false
      await this.#clock.sleep(pauseMs, signal)
    }
  }

  /** Resolves true as soon as the host answers, false when it was silent for `ms`. */
  async answersWithin(ms: number, signal: AbortSignal): Promise<boolean> {
    const over = new AbortController()
    const until = AbortSignal.any([signal, over.signal])
    const probing = async () => {
      while (!(await this.probe(until))) await this.#clock.sleep(pauseMs, until)
      return true
    }
    // An answer that has not arrived when the time is over does not count.
    const answered = probing().catch(() => false)
    try {
      return await Promise.race([answered, this.#clock.sleep(ms, signal).then(() => false)])
    } finally {
      over.abort()
      await answered
    }
  }

  /** The proof by silence; called right after the relay opened. `answered`: the probe right before that was answered. */
  async prove(asked: Host, {openedAt, answered}: {openedAt: number; answered: boolean}, signal: AbortSignal): Promise<Proof> {
    const host = asked.name
    if (this.reachability === undefined || this.#answeredAt === undefined) {
      const detail = isAskable(asked) ? `${host} did not answer before the switch either` : `ops has no way to ask ${host}`
      return {kind: 'silence', holds: 'unknown', detail}
    }
    const ago = openedAt - this.#answeredAt
    const {how} = this.reachability
    if (!(await this.untilSilent(timeoutMs, signal))) return {kind: 'silence', holds: false, detail: `${host} still answers (${how})`}
    const before = answered ? 'it answered as the relay opened' : `it last answered ${(ago / 1000).toFixed(1)} s before the relay opened`
    return {kind: 'silence', holds: answered ? true : 'unknown', detail: `${host} is silent (${how}); ${before}`}
  }
}
