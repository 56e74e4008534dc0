import type {Proof} from '@ops/core/seams'
import type {Clock} from '@ops/core/time'
import type {Witness} from './reachability.ts'

/** A silence counts only when the host was heard at most this long before the relay opened. */
const freshMs = 10_000
/** How long a host may go on answering after the relay opened, before that contradicts the relay. */
const patienceMs = 8000
const pauseMs = 500
/** Unanswered tries in a row that make a silence; one lost packet makes none. */
const silentTries = 2

/** Remembers when a host was last heard. */
export class Listener {
  readonly #witness: Witness | undefined
  readonly #clock: Clock
  #heardAt: number | undefined
  /** Fell silent, and was not heard since. */
  #isSilent = false

  constructor(witness: Witness | undefined, clock: Clock) {
    this.#witness = witness
    this.#clock = clock
    if (witness !== undefined) this.#heardAt = clock.monotonic()
  }

  get witness(): Witness | undefined {
    return this.#witness
  }

  async listen(signal: AbortSignal): Promise<boolean> {
    const answers = (await this.#witness?.answers(signal)) ?? false
    if (answers) this.#heardAt = this.#clock.monotonic()
    if (answers) this.#isSilent = false
    return answers
  }

  /** Resolves true when the host has fallen silent, false when it still answered after `ms`. */
  async untilSilent(ms: number, signal: AbortSignal): Promise<boolean> {
    const end = this.#clock.monotonic() + ms
    // One that had fallen silent before is asked once more only.
    for (let silent = this.#isSilent ? silentTries - 1 : 0; ; ) {
      silent = (await this.listen(signal)) ? 0 : silent + 1
      this.#isSilent = silent >= silentTries
      if (this.#isSilent) return true
      if (this.#clock.monotonic() >= end) return false
      await this.#clock.sleep(pauseMs, signal)
    }
  }

  /** Resolves true as soon as the host is heard, false when it was silent for `ms`. */
  async heardWithin(ms: number, signal: AbortSignal): Promise<boolean> {
    const over = new AbortController()
    const until = AbortSignal.any([signal, over.signal])
    const listening = async () => {
      while (!(await this.listen(until))) await this.#clock.sleep(pauseMs, until)
      return true
    }
    // An answer that is not there yet when the time is over is none.
    const heard = listening().catch(() => false)
    try {
      return await Promise.race([heard, this.#clock.sleep(ms, signal).then(() => false)])
    } finally {
      over.abort()
      await heard
    }
  }

  /** To be asked right after the relay opened. */
  async proof(host: string, openedAt: number, signal: AbortSignal): Promise<Proof> {
    if (this.#witness === undefined || this.#heardAt === undefined) {
      return {kind: 'silence', holds: 'unknown', detail: `${host} did not answer before either`}
    }
    const ago = openedAt - this.#heardAt
    const {how} = this.#witness
    if (!(await this.untilSilent(patienceMs, signal))) return {kind: 'silence', holds: false, detail: `${host} still answers (${how})`}
    const before = `it last answered ${(ago / 1000).toFixed(1)} s before the relay opened`
    return {kind: 'silence', holds: ago <= freshMs ? true : 'unknown', detail: `${host} is silent (${how}); ${before}`}
  }
}
