import type {Body} from '../render/body-pool.ts'

interface Slot {
  body: Body
  uses: number
  second: number
}

/** Seconds that an order is kept for further clients. */
const life = 10

/**
 * Answers that may be given again: an order of mirrors serves at most `reuse` clients, and those within ten seconds. With few
 * clients, each gets an order of its own; in a rush (cron starts thousands of dnf at once) a handful of clients share one order,
 * which does not change how often each mirror comes first.
 */
export class OrderCache {
  readonly #reuse: number
  readonly #budget: number
  /** Oldest first. */
  readonly #slots = new Map<number, Slot>()
  #bytes = 0

  /** `budget`: bytes of answers that may be kept. */
  constructor(reuse: number, budget: number) {
    this.#reuse = reuse
    this.#budget = budget
  }

  /** Retained for the caller, which releases it. */
  get(key: number, second: number): Body | undefined {
    const slot = this.#slots.get(key)
    if (slot === undefined || second - slot.second >= life || slot.uses >= this.#reuse) return undefined
    slot.uses++
    return slot.body.retain()
  }

  set(key: number, second: number, body: Body): void {
    if (this.#reuse <= 1) return
    const slot = this.#slots.get(key)
    if (slot !== undefined) this.#drop(key, slot)
    this.#slots.set(key, {body: body.retain(), uses: 1, second})
    this.#bytes += body.size
    for (const [oldest, old] of this.#slots) {
      if (this.#bytes <= this.#budget) return
      this.#drop(oldest, old)
    }
  }

  clear(): void {
    for (const [key, slot] of this.#slots) this.#drop(key, slot)
  }

  #drop(key: number, {body}: Slot): void {
    this.#slots.delete(key)
    this.#bytes -= body.size
    body.release()
  }
}
