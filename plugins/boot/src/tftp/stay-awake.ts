/** The longest answer worth waiting for awake, ms: beyond it, being asleep no longer counts for much. */
const answerWithinMs = 0.05

/** Everything else waits no longer than this, and then has at least so much time of its own, ms. */
const holdMs = 2
const othersMs = 0.5

/** Answers of one transfer with none of another between them: it has the server to itself. */
const streak = 4

/** After so many waits in vain, so many answers come through the event loop before the next attempt. */
const attempts = 4
const rest = 32

/** Takes one answer that is there already; false: there is none. */
export type TakeAnswer = () => boolean

/**
 * Waits awake for the answers of a transfer that has the server to itself: its speed is that of the round trips, and
 * most of a fast one is the time until a sleeping server runs again. Slow clients and crowds are left to the event loop.
 */
export class StayAwake {
  readonly #now: () => number
  #last: TakeAnswer | undefined
  #inRow = 0
  #inVain = 0
  #notBefore = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** An answer came through the event loop; `take` is one function for the whole transfer. */
  answered(take: TakeAnswer): void {
    if (this.#last !== take) {
      this.#last = take
      this.#inRow = 0
    }
    if (++this.#inRow >= streak) this.#wait(take)
  }

  #wait(take: TakeAnswer): void {
    let now = this.#now()
    if (now < this.#notBefore) return
    const hold = now + holdMs
    let until = now + answerWithinMs
    while (now < until) {
      const answered = take()
      now = this.#now()
      if (now > hold) {
        this.#notBefore = now + othersMs
        return
      }
      if (!answered) continue
      until = now + answerWithinMs
      this.#inVain = 0
    }
    if (++this.#inVain < attempts) return
    this.#inVain = 0
    this.#inRow = -rest
  }
}
