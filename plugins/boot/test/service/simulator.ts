import {Sender, type Outcome} from '../../src/tftp/sender.ts'

export interface Faults {
  /** Chances, 0 to 1, for each packet. */
  loss: number
  duplicate: number
  reorder: number
}

export interface Simulation {
  seed: number
  size: number
  blksize: number
  windowsize: number
  oack: boolean
  faults: Faults
  /** The client is switched off after this block. */
  diesAfterBlock?: number
}

export interface SimulatedRun {
  outcome: Outcome | undefined
  /** The client has received all bytes correctly. */
  complete: boolean
  wrong: boolean
  retransmits: number
  packetsSent: number
}

type Packet = {kind: 'oack'} | {kind: 'data'; wire: number; offset: number; length: number} | {kind: 'ack'; wire: number}

/** Mulberry32: a small seeded generator. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Runs one transfer between the sender and a model client over a simulated network, in virtual milliseconds. */
export function simulate(plan: Simulation): SimulatedRun {
  const random = seededRandom(plan.seed)
  /** In order of time; the first is next. */
  const queue: {at: number; run: () => void}[] = []
  let [now, packetsSent] = [0, 0]
  const at = (ms: number, run: () => void) => {
    const due = now + ms
    let place = queue.length
    while (place > 0 && (queue[place - 1]?.at ?? 0) > due) place--
    queue.splice(place, 0, {at: due, run})
  }
  const deliver = (run: () => void) => {
    if (random() < plan.faults.loss) return
    const delay = 0.5 + (random() < plan.faults.reorder ? 3 : 0)
    at(delay, run)
    if (random() < plan.faults.duplicate) at(delay + random() * 0.3, run)
  }

  const sender = new Sender(
    {...plan, sizeAsked: true, floorMs: 50, firstRetries: 4, giveUpMs: 30_000},
    {
      oack: () => toClient({kind: 'oack'}),
      data: (block, offset, length) => {
        toClient({kind: 'data', wire: block % 65536, offset, length})
        return true
      },
      end() {},
    },
  )
  const toClient = (packet: Packet) => {
    packetsSent++
    deliver(() => client.receive(packet))
  }
  const client = new ModelClient(plan, {
    ack: (wire) => deliver(() => sender.ack(wire & 0xffff, now)),
    after: at,
  })

  sender.start(0)
  while (sender.outcome === undefined) {
    const [first] = queue
    if (first === undefined || first.at > sender.deadline) {
      if (sender.deadline === Number.POSITIVE_INFINITY) break
      now = Math.max(now, sender.deadline)
      sender.tick(now)
    } else {
      queue.shift()
      now = first.at
      first.run()
    }
  }
  return {outcome: sender.outcome, complete: client.complete, wrong: client.wrong, retransmits: sender.retransmits, packetsSent}
}

/** A strict receiver: in-order blocks only, one ACK per window, an early ACK at a gap or after a timeout (RFC 7440 section 4). */
class ModelClient {
  complete = false
  wrong = false
  #last: number
  #inWindow = 0
  #gapTold = false
  #heardAt = 0
  #dead = false
  #watching = false
  readonly #plan: Simulation
  readonly #out: {ack(wire: number): void; after(ms: number, run: () => void): void}

  constructor(plan: Simulation, out: {ack(wire: number): void; after(ms: number, run: () => void): void}) {
    this.#plan = plan
    this.#out = out
    this.#last = plan.oack ? -1 : 0
  }

  receive(packet: Packet): void {
    if (this.#dead) return
    this.#heardAt++
    if (packet.kind === 'oack') {
      if (this.#last <= 0) this.#ack(0)
      return
    }
    if (packet.kind !== 'data' || this.#last < 0) return
    const {blksize, size, windowsize} = this.#plan
    const expected = this.#last + 1
    if (packet.wire !== expected % 65536) {
      const ahead = ((packet.wire - expected) & 0xffff) < 32_768
      // The last acknowledged block was repeated: its ACK was lost.
      if (!ahead && packet.wire === this.#last % 65536 && this.#inWindow === 0) this.#ack(this.#last)
      if (ahead && !this.#gapTold) {
        this.#gapTold = true
        this.#ack(this.#last)
      }
      return
    }
    if (packet.offset !== (expected - 1) * blksize || packet.offset + packet.length > size) this.wrong = true
    this.#last = expected
    this.#gapTold = false
    this.#inWindow++
    const isEnd = packet.length < blksize
    if (isEnd) {
      this.complete = packet.offset + packet.length === size
    }
    if (isEnd || this.#inWindow >= windowsize) this.#ack(this.#last)
    else this.#watch()
    if (this.#last === this.#plan.diesAfterBlock) this.#dead = true
  }

  #ack(block: number): void {
    this.#last = block
    this.#inWindow = 0
    this.#out.ack(block)
    this.#watch()
  }

  /** Repeats its last ACK after a second without a packet. */
  #watch(): void {
    if (this.#watching) return
    this.#watching = true
    const heardAt = this.#heardAt
    this.#out.after(1000, () => {
      this.#watching = false
      if (this.complete || this.#dead) return
      if (heardAt === this.#heardAt) this.#ack(this.#last)
      else this.#watch()
    })
  }
}
