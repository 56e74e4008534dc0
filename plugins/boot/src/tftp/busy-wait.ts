/** Longest busy wait for one answer, ms; for slower answers the wake-up time of the process matters little. */
const answerWithinMs = 0.05

/** Longest busy waiting in a row, and the pause for all other work after it, ms. */
const holdMs = 2
const othersMs = 0.5

/** Successive answers of the same transfer after which it counts as the only one. */
const streak = 4

/** After this many unsuccessful waits, so many answers are left to the event loop before the next attempt. */
const attempts = 4
const rest = 32

/** Receives one answer that has already arrived; false: there is none. */
export type ReceiveAnswer = () => boolean

/**
 * Busy-waits for the answers of a transfer that is the only active one: its rate depends on the round trip, and most of a
 * short round trip is the wake-up time of a sleeping process. Slow clients and concurrent transfers use the event loop.
 */
export class BusyWait {
  readonly #now: () => number
  #last: ReceiveAnswer | undefined
  #inRow = 0
  #unsuccessful = 0
  #notBefore = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** An answer came through the event loop; `receive` is the same function for the whole transfer. */
  answered(receive: ReceiveAnswer): void {
    if (this.#last !== receive) {
      this.#last = receive
      this.#inRow = 0
    }
    if (++this.#inRow >= streak) this.#wait(receive)
  }

  #wait(receive: ReceiveAnswer): void {
    let now = this.#now()
    if (now < this.#notBefore) return
    const hold = now + holdMs
    let until = now + answerWithinMs
    while (now < until) {
      const answered = receive()
      now = this.#now()
      if (now > hold) {
        this.#notBefore = now + othersMs
        return
      }
      if (!answered) continue
      until = now + answerWithinMs
      this.#unsuccessful = 0
    }
    if (++this.#unsuccessful < attempts) return
    this.#unsuccessful = 0
    this.#inRow = -rest
  }
}
