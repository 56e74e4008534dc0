/** Milliseconds between the first retransmission and the last silent wait. */
export const longestWaitMs = 4000

/** The retransmission timer of one transfer: RFC 6298's estimate with a lower floor, doubling at each silence. */
export class RoundTrip {
  #smoothed: number | undefined
  #deviation = 0
  #doubled = 0
  readonly #firstMs: number
  readonly #floorMs: number
  readonly #ceilingMs: number

  constructor({firstMs, floorMs, ceilingMs = longestWaitMs}: {firstMs: number; floorMs: number; ceilingMs?: number}) {
    this.#firstMs = firstMs
    this.#floorMs = floorMs
    this.#ceilingMs = ceilingMs
  }

  /** Milliseconds; undefined before the first answer to a block that was sent once. */
  get estimateMs(): number | undefined {
    return this.#smoothed
  }

  /** An answer to something that was sent only once (Karn's rule). */
  measured(ms: number): void {
    this.#doubled = 0
    if (this.#smoothed === undefined) {
      this.#smoothed = ms
      this.#deviation = ms / 2
      return
    }
    this.#deviation += (Math.abs(ms - this.#smoothed) - this.#deviation) / 4
    this.#smoothed += (ms - this.#smoothed) / 8
  }

  /** Progress that measures nothing: the peer lives, so the wait is short again. */
  progressed(): void {
    this.#doubled = 0
  }

  silent(): void {
    this.#doubled++
  }

  /** How long to wait before sending again. */
  waitMs(): number {
    const base = this.#smoothed === undefined ? this.#firstMs : Math.max(this.#floorMs, this.#smoothed + 4 * this.#deviation)
    return Math.min(this.#ceilingMs, base * 2 ** Math.min(this.#doubled, 16))
  }
}
