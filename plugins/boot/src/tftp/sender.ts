import {RoundTrip} from './round-trip.ts'

/** How a transfer ended. */
export type Outcome =
  | {kind: 'done'}
  /** The client requested the size and then cancelled (UEFI does so before the real request). */
  | {kind: 'probe'}
  | {kind: 'aborted'; code: number; message: string}
  /** No answer; `block` is the first one that was not acknowledged. */
  | {kind: 'silent'; block: number}
  | {kind: 'failed'; reason: string}

export interface SenderSettings {
  /** Bytes of the file. */
  size: number
  blksize: number
  windowsize: number
  /** An OACK opens the transfer. */
  oack: boolean
  /** The request asked for `tsize`. */
  sizeAsked: boolean
  /** Longest wait before a retransmission, ms (RFC 2349 `timeout`; default 4 s). */
  ceilingMs?: number
  /** Shortest wait before a retransmission, ms. */
  floorMs: number
  /** Retransmissions before the first ACK: few, since the source address may be forged. */
  firstRetries: number
  /** Milliseconds without a packet of the client after which the transfer ends. */
  giveUpMs: number
}

/** Actions of the state machine. `data` returns false when the bytes are not in memory yet; a call of `readable` follows. */
export interface SenderOutput {
  oack(): void
  data(block: number, offset: number, length: number): boolean
  end(outcome: Outcome): void
}

/** Milliseconds without progress after which a transfer ends although the client keeps sending. */
const stuckMs = 300_000

/** First wait, ms, before the round trip is known. */
const firstWaitMs = 1000

/**
 * The sending side of one transfer (RFC 1350, 2347, 7440) as a state machine without sockets or clocks: acknowledgements and
 * ticks are its input, packets its output; `deadline` is the time of the next `tick`. Blocks count from 1 without rollover;
 * only the 16 bits of the packets roll over.
 */
export class Sender {
  /** Time of the next call of `tick`, in the caller's milliseconds; Infinity: none. */
  deadline = Number.POSITIVE_INFINITY
  /** Blocks sent more than once. */
  retransmits = 0
  outcome: Outcome | undefined

  readonly #terms: SenderSettings
  readonly #out: SenderOutput
  readonly #roundTrip: RoundTrip
  readonly #blocks: number
  /** First block that is not acknowledged; 0 stands for the OACK. */
  #base: number
  #next: number
  /** One past the highest block ever sent, to tell retransmissions. */
  #top: number
  #heard = false
  #heardAt = 0
  #progressAt = 0
  #silences = 0
  /** When the newest packet of the window went out; NaN when it was a retransmission. */
  #sentAt = Number.NaN
  /** When the window was last sent from `#base`. */
  #windowAt = 0
  /** The gap at `#base` was already resent: further equal ACKs wait for the timer. */
  #gapAnswered = false
  starved = false

  constructor(terms: SenderSettings, out: SenderOutput) {
    this.#terms = terms
    this.#out = out
    this.#blocks = Math.floor(terms.size / terms.blksize) + 1
    this.#base = terms.oack ? 0 : 1
    this.#next = this.#base
    this.#top = this.#base
    this.#roundTrip = new RoundTrip({
      firstMs: firstWaitMs,
      floorMs: terms.floorMs,
      ...(terms.ceilingMs ? {ceilingMs: terms.ceilingMs} : {}),
    })
  }

  /** Bytes that the client has acknowledged. */
  get acknowledged(): number {
    return Math.min(this.#terms.size, Math.max(0, this.#base - 1) * this.#terms.blksize)
  }

  get roundTripMs(): number | undefined {
    return this.#roundTrip.estimateMs
  }

  /** Milliseconds of the caller's clock at the last packet from the client. */
  get heardAt(): number {
    return this.#heardAt
  }

  /** The client has answered at least once: its address is not forged. */
  get heard(): boolean {
    return this.#heard
  }

  get waitingFor(): number {
    return this.#base
  }

  /** Every block was sent at least once. */
  get allSent(): boolean {
    return this.#top > this.#blocks
  }

  start(now: number): void {
    this.#heardAt = now
    this.#progressAt = now
    this.#sendWindow(now)
  }

  /** The request was repeated before any answer: the first packet was lost, or the network duplicated the request. */
  again(now: number): void {
    // Counts as a retransmission: repeating a forged request must not cause more packets than waiting.
    if (this.outcome !== undefined || this.#heard || this.#silences >= this.#terms.firstRetries) return
    this.#silences++
    this.#resend(now)
  }

  ack(wire: number, now: number): void {
    if (this.outcome !== undefined) return
    // Only base-1 … next-1 are valid; other values are old or forged.
    const before = this.#base - 1
    const advance = (wire - before) & 0xffff
    const block = before + advance
    if (block >= this.#next) return
    this.#heardAt = now
    if (advance === 0) {
      this.#repeated(now)
      return
    }
    this.#heard = true
    this.#progressAt = now
    this.#silences = 0
    if (block === this.#next - 1 && !Number.isNaN(this.#sentAt)) this.#roundTrip.measured(now - this.#sentAt)
    else this.#roundTrip.progressed()
    this.#base = block + 1
    this.#next = this.#base
    this.#gapAnswered = false
    if (this.#base > this.#blocks) this.#end({kind: 'done'})
    else this.#sendWindow(now)
  }

  /**
   * Handles a repeated ACK. In lockstep it never resends (Sorcerer's Apprentice, RFC 1123 section 4.2.3.1). With a window a
   * receiver reports the loss of the first block this way (RFC 7440 section 4), so it resends once, and only after a round
   * trip: an earlier one can only be a duplicate of the ACK that opened the window.
   */
  #repeated(now: number): void {
    if (this.#terms.windowsize === 1 || this.#gapAnswered || this.#next === this.#base || !this.#heard) return
    const roundTrip = this.#roundTrip.estimateMs
    if (roundTrip === undefined || now - this.#windowAt < roundTrip * 0.9) return
    this.#gapAnswered = true
    this.#resend(now)
  }

  error(code: number, message: string): void {
    if (this.outcome !== undefined) return
    const probe = !this.#heard && this.#terms.oack && this.#terms.sizeAsked
    this.#end(probe ? {kind: 'probe'} : {kind: 'aborted', code, message})
  }

  /** The bytes that `data` was missing are in memory. */
  readable(now: number): void {
    if (this.outcome !== undefined || !this.starved) return
    this.#sendWindow(now)
  }

  fail(reason: string): void {
    if (this.outcome === undefined) this.#end({kind: 'failed', reason})
  }

  tick(now: number): void {
    if (this.outcome !== undefined || now < this.deadline) return
    this.#silences++
    const tooOften = !this.#heard && this.#silences > this.#terms.firstRetries
    if (tooOften || now - this.#heardAt >= this.#terms.giveUpMs || now - this.#progressAt >= stuckMs) {
      this.#end({kind: 'silent', block: this.#base})
      return
    }
    this.#roundTrip.silent()
    this.#gapAnswered = false
    this.#resend(now)
  }

  #resend(now: number): void {
    this.#next = this.#base
    this.#sendWindow(now)
  }

  #sendWindow(now: number): void {
    this.starved = false
    if (this.#next === this.#base) this.#windowAt = now
    if (this.#base === 0) {
      this.#count(0, now)
      this.#out.oack()
      this.#next = 1
    } else {
      const {size, blksize, windowsize} = this.#terms
      const end = Math.min(this.#base + windowsize, this.#blocks + 1)
      while (this.#next < end) {
        const offset = (this.#next - 1) * blksize
        if (!this.#out.data(this.#next, offset, Math.min(blksize, size - offset))) {
          // Waiting for the disk does not count as silence of the client.
          this.starved = true
          this.deadline = Number.POSITIVE_INFINITY
          return
        }
        this.#count(this.#next, now)
        this.#next++
      }
    }
    this.deadline = now + this.#roundTrip.waitMs()
  }

  #count(block: number, now: number): void {
    if (block < this.#top) {
      this.retransmits++
      this.#sentAt = Number.NaN
    } else {
      this.#top = block + 1
      this.#sentAt = now
    }
  }

  #end(outcome: Outcome): void {
    this.outcome = outcome
    this.deadline = Number.POSITIVE_INFINITY
    this.#out.end(outcome)
  }
}
