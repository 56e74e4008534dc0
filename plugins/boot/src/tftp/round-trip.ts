/** Longest wait before a retransmission, ms. */
export const longestWaitMs = 4000

/** Retransmission timer of one transfer: RFC 6298's estimate with a lower floor; doubled after each timeout. */
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

  /** Smoothed round trip in milliseconds; undefined before the first measurement. */
  get estimateMs(): number | undefined {
    return this.#smoothed
  }

  /** Records the round trip of a packet that was sent only once (Karn's rule). */
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

  /** Resets the doubling after progress without a measurement. */
  progressed(): void {
    this.#doubled = 0
  }

  silent(): void {
    this.#doubled++
  }

  /** Wait before the next retransmission. */
  waitMs(): number {
    const base = this.#smoothed === undefined ? this.#firstMs : Math.max(this.#floorMs, this.#smoothed + 4 * this.#deviation)
    return Math.min(this.#ceilingMs, base * 2 ** Math.min(this.#doubled, 16))
  }
}
