import {decodePacket, encodeError, encodeOack, type Option} from './packet.ts'
import type {Timers, UdpAddress, UdpChannel, UdpLink} from './link.ts'
import {type Outcome, Sender, type SenderSettings} from './sender.ts'
import type {Source} from '../files/source.ts'

export interface TransferPlan {
  local: string
  peer: UdpAddress
  source: Source
  terms: SenderSettings
  accepted: readonly Option[]
  dallyMs: number
  timers: Timers
  /** Called once with the outcome; the port then stays open for `dallyMs`. */
  ended(outcome: Outcome): void
  /** Called after the port is closed. */
  closed(): void
}

/** ICMP errors in a row that end a transfer; a single one may be forged or stale. */
const refusalsToEnd = 3
/** Milliseconds within which ICMP errors count once, because each block of a window may cause one. */
const oneRefusalMs = 10

/** The transfer of one file to one client: connects the sender with a socket, a clock and the file. */
export class Transfer {
  readonly #plan: TransferPlan
  readonly #sender: Sender
  #channel: UdpChannel | undefined
  #cancelTimer: (() => void) | undefined
  #timerAt = Number.POSITIVE_INFINITY
  #refusals = 0
  #refusedAt = Number.NEGATIVE_INFINITY
  #isClosed = false

  constructor(plan: TransferPlan) {
    this.#plan = plan
    this.#sender = new Sender(plan.terms, {
      oack: () => this.#channel?.send(encodeOack(plan.accepted)),
      data: (block, offset, length) => this.#data(block, offset, length),
      end: (outcome) => this.#ended(outcome),
    })
  }

  get sender(): Sender {
    return this.#sender
  }

  async start(link: UdpLink): Promise<void> {
    const {local, peer, timers} = this.#plan
    this.#channel = await link.connect(local, peer, {
      message: (bytes) => this.#message(bytes),
      failed: (error) => this.#failed(error),
    })
    if (this.#isClosed) return void (await this.#channel[Symbol.asyncDispose]())
    this.#sender.start(timers.now())
    this.#arm()
  }

  /** The client's request was repeated. */
  again(): void {
    this.#sender.again(this.#plan.timers.now())
    this.#arm()
  }

  /** Reason for which the transfer makes no progress; undefined: it does. */
  stall(now: number): string | undefined {
    const sender = this.#sender
    if (sender.outcome !== undefined) return undefined
    if (this.#refusals > 0) return "ICMP: the client's port is closed"
    if (sender.starved) return 'waiting for the disk'
    const quietMs = now - sender.heardAt
    if (quietMs < 1000) return undefined
    const what = sender.waitingFor === 0 ? 'the OACK' : `block ${sender.waitingFor}`
    return `no ACK of ${what} for ${(quietMs / 1000).toFixed(0)} s`
  }

  /** Ends at once, without waiting for late packets. */
  async close(reason?: string): Promise<void> {
    if (reason !== undefined) this.#sender.fail(reason)
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelTimer?.()
    await this.#channel?.[Symbol.asyncDispose]()
    await this.#plan.source[Symbol.asyncDispose]()
    this.#plan.closed()
  }

  #message(bytes: Buffer): void {
    // The common case without allocating an object: an ACK is 4 bytes with opcode 4.
    const now = this.#plan.timers.now()
    if (bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 4) {
      this.#refusals = 0
      this.#sender.ack(((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0), now)
    } else {
      const packet = decodePacket(bytes)
      if (packet.kind === 'error') this.#sender.error(packet.code, packet.message)
    }
    this.#arm()
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (error.code === 'ECONNREFUSED') {
      const now = this.#plan.timers.now()
      if (now - this.#refusedAt < oneRefusalMs) return
      this.#refusedAt = now
      if (++this.#refusals < refusalsToEnd) return
    }
    const reason =
      error.code === 'ECONNREFUSED'
        ? 'the client closed its port (ICMP port unreachable)'
        : `sending failed: ${error.code ?? error.message}`
    this.#sender.fail(reason)
  }

  #data(block: number, offset: number, length: number): boolean {
    const bytes = this.#plan.source.slice(offset, length)
    if (bytes !== undefined) {
      this.#channel?.data(block, bytes)
      return true
    }
    const {source, timers} = this.#plan
    source.load(offset, length).then(
      () => {
        this.#sender.readable(timers.now())
        this.#arm()
      },
      (error: Error) => this.fail(0, `reading failed: ${error.message}`),
    )
    return false
  }

  /** Sends an ERROR to the client and ends. */
  fail(code: number, reason: string): void {
    if (this.#sender.outcome !== undefined) return
    this.#channel?.send(encodeError(code, reason))
    this.#sender.fail(reason)
  }

  #ended(outcome: Outcome): void {
    this.#plan.ended(outcome)
    this.#cancelTimer?.()
    // A client that never answered (a forged address) sends no late packets.
    const dallyMs = this.#sender.heard ? this.#plan.dallyMs : 0
    this.#cancelTimer = this.#plan.timers.after(dallyMs, () => void this.close())
  }

  /** One timer per transfer, rescheduled lazily: when it fires before the deadline, it is set again. */
  #arm(): void {
    const {deadline, outcome} = this.#sender
    if (outcome !== undefined || deadline >= this.#timerAt || deadline === Number.POSITIVE_INFINITY || this.#isClosed) return
    this.#cancelTimer?.()
    this.#timerAt = deadline
    const {timers} = this.#plan
    this.#cancelTimer = timers.after(Math.max(1, Math.ceil(deadline - timers.now())), () => {
      this.#timerAt = Number.POSITIVE_INFINITY
      this.#sender.tick(timers.now())
      this.#arm()
    })
  }
}
