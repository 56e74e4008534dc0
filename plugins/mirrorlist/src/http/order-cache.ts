interface Slot {
  body: Buffer
  uses: number
  second: number
}

/**
 * Answers that may be given again: an order of mirrors serves at most `reuse` clients and at most until the second ends. At
 * a few requests per second everyone gets an order of their own; in a rush (cron starts thousands of dnf at once) the shuffle and
 * the copying are shared by a handful, which changes nothing in how often each mirror comes first.
 */
export class OrderCache {
  readonly #reuse: number
  readonly #budget: number
  readonly #slots = new Map<number, Slot>()
  #bytes = 0

  constructor(reuse: number, budget: number) {
    this.#reuse = reuse
    this.#budget = budget
  }

  get(key: number, second: number): Buffer | undefined {
    const slot = this.#slots.get(key)
    if (slot === undefined || slot.second !== second || slot.uses >= this.#reuse) return undefined
    slot.uses++
    return slot.body
  }

  set(key: number, second: number, body: Buffer): void {
    if (this.#reuse <= 1) return
    const slot = this.#slots.get(key)
    if (slot !== undefined) {
      this.#bytes += body.length - slot.body.length
      slot.body = body
      slot.uses = 1
      slot.second = second
    } else {
      this.#slots.set(key, {body, uses: 1, second})
      this.#bytes += body.length
    }
    if (this.#bytes > this.#budget) this.#shrink()
  }

  clear(): void {
    this.#slots.clear()
    this.#bytes = 0
  }

  /** Drops the oldest half: now and then a little work instead of some at each request. */
  #shrink(): void {
    for (const [key, slot] of this.#slots) {
      if (this.#bytes <= this.#budget / 2) return
      this.#bytes -= slot.body.length
      this.#slots.delete(key)
    }
  }
}
