import {RoundTrip} from './round-trip.ts'

/** How a transfer ended. */
export type Outcome =
  | {kind: 'done'}
  /** The client asked for the size and then cancelled (UEFI does so before the real request). */
  | {kind: 'probe'}
  | {kind: 'aborted'; code: number; message: string}
  /** No answer; `block` is the first one that was not acknowledged. */
  | {kind: 'silent'; block: number}
  | {kind: 'failed'; reason: string}

export interface SenderTerms {
  /** Bytes of the file. */
  size: number
  blksize: number
  windowsize: number
  /** An OACK opens the transfer. */
  oack: boolean
  /** The request asked for `tsize`. */
  sizeAsked: boolean
  /** Longest wait before a retransmission, ms (RFC 2349 `timeout`, 4 s unless told). */
  ceilingMs?: number
  /** Shortest wait before a retransmission, ms. */
  floorMs: number
  /** Retransmissions before the first ACK: few, since the source address may be forged. */
  firstRetries: number
  /** Ends a transfer whose client fell silent, ms. */
  giveUpMs: number
}

/** What the machine wants done. `data` returns false when those bytes are not there yet; `readable` then follows. */
export interface SenderOut {
  oack(): void
  data(block: number, offset: number, length: number): boolean
  end(outcome: Outcome): void
}

/** Ends a transfer whose client repeats one ACK for ever and gets no further, ms. */
const stuckMs = 300_000

/** First wait, ms: nothing is known of the round trip yet. */
const firstWaitMs = 1000

/**
 * The sending side of one transfer (RFC 1350, 2347, 7440) without sockets or clocks: acknowledgements and ticks go in,
 * packets go out, `deadline` says when `tick` is due. Blocks count from 1 and never wrap here; the wire's 16 bits do.
 */
export class Sender {
  /** When `tick` wants to be called, in the caller's milliseconds; Infinity: never. */
  deadline = Number.POSITIVE_INFINITY
  /** Blocks sent more than once. */
  retransmits = 0
  outcome: Outcome | undefined

  readonly #terms: SenderTerms
  readonly #out: SenderOut
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
  /** The gap at `#base` was already answered: more of the same ACK wait for the timer. */
  #gapAnswered = false
  starved = false

  constructor(terms: SenderTerms, out: SenderOut) {
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

  /** Every block has left at least once: what is missing is the last ACKs, or the last blocks. */
  get allSent(): boolean {
    return this.#top > this.#blocks
  }

  start(now: number): void {
    this.#heardAt = now
    this.#progressAt = now
    this.#sendWindow(now)
  }

  /** The request came again before any answer: the first packet was lost, or the network doubled the request. */
  again(now: number): void {
    // Counts like a silence: repeating a forged request must not draw more than waiting would.
    if (this.outcome !== undefined || this.#heard || this.#silences >= this.#terms.firstRetries) return
    this.#silences++
    this.#resend(now)
  }

  ack(wire: number, now: number): void {
    if (this.outcome !== undefined) return
    // The only acceptable values are base-1 … next-1; everything else is old or made up.
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
   * The same ACK again. In lockstep it never resends (Sorcerer's Apprentice, RFC 1123 section 4.2.3.1). With a window
   * it is how a receiver reports that the first block got lost (RFC 7440 section 4), so it is believed once, and only
   * when a round trip has passed: an earlier one can but be a duplicate of the ACK that opened the window.
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

  /** The bytes that `data` lacked have come. */
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
          // Waiting for the disk is not the client's silence.
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
