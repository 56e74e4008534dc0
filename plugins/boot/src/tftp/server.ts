import type {Firmware} from '../inventory/schema.ts'
import type {Limits} from './limits.ts'
import type {Timers, UdpAddress, UdpLink, UdpListener} from './link.ts'
import {agreeOnOptions, type Terms} from './options.ts'
import {decodePacket, encodeError, type Request, tftpErrors} from './packet.ts'
import {type Personality, personalityOf} from './personality.ts'
import type {Outcome} from './sender.ts'
import type {Source} from '../files/source.ts'
import {Transfer} from './transfer.ts'

/** Where a request came in and from whom. */
export interface RequestContext {
  client: UdpAddress
  /** Address of this machine that the client asked. */
  local: string
}

/** A file that is not given, in the protocol's words. */
export interface Refusal {
  code: number
  message: string
  /** For this machine's own log alone: where things lie here is nothing to tell a stranger. */
  detail?: string
}

export interface TftpContent {
  /** Firmware of the client as far as inventory and DHCP tell. */
  firmware(client: string): Firmware | undefined
  open(file: string, mode: string, context: RequestContext): Promise<Source | Refusal>
}

/** One transfer from the request to the end, for tables and events. */
export interface TransferRecord {
  id: number
  client: UdpAddress
  local: string
  file: string
  personality: Personality
  terms: Terms
  size: number
  startedAt: number
  transfer: Transfer
}

export interface TftpEvents {
  started?(record: TransferRecord): void
  ended?(record: TransferRecord, outcome: Outcome): void
  /** Not served: with an ERROR, or silently for the reasons `network`, `rate`, `transfers`, `busy`, `malformed`. */
  refused?(context: RequestContext, file: string | undefined, reason: string, code?: number): void
}

export interface TftpDeps {
  link: UdpLink
  timers: Timers
  content: TftpContent
  limits: Limits
  events: TftpEvents
  /** Overrides the MTU's limit, bytes. */
  maxBlksize?: number
  /** Most bytes under way to one client. */
  maxWindowBytes: number
}

/** Milliseconds of silence after which a transfer is given up. */
const giveUpMs = 30_000
/** Retransmissions before the first answer. */
const firstRetries = 4
/** An equal request this soon after a sign of life is the network's double, not a restarted client; ms. */
const doubleWithinMs = 1000

/** Requests whose file is being looked for; in a flood the others are dropped, and real clients ask again. */
const openingAtOnce = 256

/** Transfers that nobody has answered yet; the oldest make room, so that forged requests cannot lock real clients out. */
const unansweredAtOnce = 1024

/** The listening side: reads requests, keeps one transfer per client port, and tells what happens. */
export class TftpServer implements AsyncDisposable {
  readonly #deps: TftpDeps
  readonly #listeners: {main: UdpListener; errors: UdpListener; address: string}[] = []
  /** By `client address:port>local address`. */
  readonly #sessions = new Map<string, TransferRecord>()
  /** Also those in dally and those that were replaced. */
  readonly #open = new Set<Transfer>()
  /** Requests whose file is being opened, so that a double is not answered twice. */
  readonly #opening = new Set<string>()
  /** In order of age; those that were answered meanwhile are dropped when it is full. */
  readonly #unanswered = new Set<Transfer>()
  #lastId = 0

  constructor(deps: TftpDeps) {
    this.#deps = deps
  }

  /** Listens on one address; port 0 takes a free one. Returns the port. */
  async listen(address: string, port: number): Promise<number> {
    // Refusals leave from a port that stays open, so that a late packet of the client never meets a closed one.
    const errors = await this.#deps.link.listen({address, port: 0}, () => {})
    try {
      const main = await this.#deps.link.listen({address, port}, (bytes, from) => this.#datagram(bytes, from, address, errors))
      this.#listeners.push({main, errors, address})
      return main.port
    } catch (error) {
      await errors[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Stops listening on one address; its transfers run on. */
  async unlisten(address: string): Promise<void> {
    const at = this.#listeners.findIndex((listener) => listener.address === address)
    const [gone] = at === -1 ? [] : this.#listeners.splice(at, 1)
    await gone?.main[Symbol.asyncDispose]()
    await gone?.errors[Symbol.asyncDispose]()
  }

  /** Transfers that run now. */
  transfers(): TransferRecord[] {
    return [...this.#sessions.values()].filter(({transfer}) => transfer.sender.outcome === undefined)
  }

  /** Takes no more requests and waits until the transfers that were answered have ended, or the signal aborts. */
  async drain(signal: AbortSignal): Promise<void> {
    for (const {address} of [...this.#listeners]) await this.unlisten(address)
    while (this.transfers().some(({transfer}) => transfer.sender.heard) && !signal.aborted) {
      await new Promise<void>((resolve) => this.#deps.timers.after(50, resolve))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const {address} of [...this.#listeners]) await this.unlisten(address)
    // A client that is told need not wait for its own patience to end; nobody is told who never answered.
    for (const transfer of this.#open) if (transfer.sender.heard) transfer.fail(tftpErrors.undefined, 'The server stops')
    await Promise.all([...this.#open].map((transfer) => transfer.close('the server stops')))
  }

  #datagram(bytes: Buffer, client: UdpAddress, local: string, errors: UdpListener): void {
    const context = {client, local}
    if (!isUnicast(client)) return
    const packet = decodePacket(bytes)
    const isRequest = packet.kind === 'rrq' || packet.kind === 'wrq'
    if (isRequest && this.#isDouble(packet, context)) return
    const silently = isRequest ? this.#silentReason(client) : 'malformed'
    // A stray ACK or ERROR on the listening port is nobody's business; answering it could start a loop.
    if (silently !== undefined || !isRequest) {
      this.#deps.events.refused?.(context, isRequest ? packet.file : undefined, silently ?? '')
      return
    }
    const refuse = ({code, message, detail}: Refusal) => {
      const {errorChars} = personalityOf(packet, client.port, this.#deps.content.firmware(client.address))
      errors.send(encodeError(code, message.slice(0, errorChars)), client)
      this.#deps.events.refused?.(context, packet.file, detail ?? message, code)
    }
    const refusal = refusalOf(packet)
    if (refusal !== undefined) refuse(refusal)
    else
      void this.#serve(packet, context).then(
        (found) => found && refuse(found),
        (error: Error) => refuse({code: tftpErrors.undefined, message: error.message}),
      )
  }

  /** Why a request gets no answer at all, not even an ERROR. */
  #silentReason({address}: UdpAddress): string | undefined {
    const verdict = this.#deps.limits.request(address, this.#deps.timers.now())
    if (verdict !== 'ok') return verdict
    return this.#opening.size >= openingAtOnce ? 'busy' : undefined
  }

  /** True when the request needs no new transfer: it repeats one whose first packet is under way. */
  #isDouble(request: Request, {client, local}: RequestContext): boolean {
    const key = sessionKey(client, local)
    if (this.#opening.has(`${key} ${request.file}`)) return true
    const running = this.#sessions.get(key)
    if (running === undefined || running.file !== request.file || running.transfer.sender.outcome !== undefined) return false
    const {sender} = running.transfer
    if (!sender.heard) {
      running.transfer.again()
      return true
    }
    return this.#deps.timers.now() - sender.heardAt < doubleWithinMs
  }

  async #serve(request: Request, context: RequestContext): Promise<Refusal | undefined> {
    const {content, limits} = this.#deps
    const {client, local} = context
    const opening = `${sessionKey(client, local)} ${request.file}`
    this.#opening.add(opening)
    limits.began(client.address)
    let transfer: Transfer | undefined
    try {
      const found = await content.open(request.file, request.mode, context)
      if ('code' in found) return found
      transfer = this.#prepare(request, context, found)
      await transfer.start(this.#deps.link)
      return undefined
    } catch (error) {
      await transfer?.close((error as Error).message)
      throw error
    } finally {
      this.#opening.delete(opening)
      // From here on the transfer's own end is counted.
      if (transfer === undefined) limits.ended(client.address)
    }
  }

  #prepare(request: Request, {client, local}: RequestContext, source: Source): Transfer {
    const {link, timers, content, limits, events, maxBlksize, maxWindowBytes} = this.#deps
    const key = sessionKey(client, local)
    const personality = personalityOf(request, client.port, content.firmware(client.address))
    const terms = agreeOnOptions(request.options, {
      size: request.mode === 'octet' ? source.size : undefined,
      maxBlksize: Math.min(maxBlksize ?? Number.POSITIVE_INFINITY, link.maxBlksize(local)),
      maxWindow: personality.maxWindow,
      maxWindowBytes,
    })
    const transfer = new Transfer({
      local,
      peer: client,
      source,
      timers,
      accepted: terms.accepted,
      dallyMs: personality.dallyMs,
      terms: {
        size: source.size,
        blksize: terms.blksize,
        windowsize: terms.windowsize,
        oack: terms.accepted.length > 0,
        sizeAsked: request.options.some(({name}) => name.toLowerCase() === 'tsize'),
        floorMs: personality.floorMs,
        ...(terms.timeoutMs === undefined ? {} : {ceilingMs: Math.min(terms.timeoutMs, 4000)}),
        firstRetries,
        giveUpMs,
      },
      ended: (outcome) => {
        limits.ended(client.address)
        events.ended?.(record, outcome)
      },
      closed: () => {
        this.#open.delete(transfer)
        this.#unanswered.delete(transfer)
        if (this.#sessions.get(key) === record) this.#sessions.delete(key)
      },
    })
    const record: TransferRecord = {
      id: ++this.#lastId,
      client,
      local,
      file: request.file,
      personality,
      terms,
      size: source.size,
      startedAt: timers.now(),
      transfer,
    }
    // SLOF asks for every file from port 2001: the new request ends what the old one started.
    // Its port stays open for the dally: a late packet to a closed one would end the new transfer too.
    this.#sessions.get(key)?.transfer.sender.fail('the client asked anew')
    this.#sessions.set(key, record)
    this.#open.add(transfer)
    this.#makeRoom()
    this.#unanswered.add(transfer)
    events.started?.(record)
    return transfer
  }

  #makeRoom(): void {
    if (this.#unanswered.size < unansweredAtOnce) return
    for (const transfer of this.#unanswered) if (transfer.sender.heard) this.#unanswered.delete(transfer)
    const [oldest] = this.#unanswered
    if (this.#unanswered.size >= unansweredAtOnce) void oldest?.close('too many requests came that nobody followed up')
  }
}

/** What is refused without a look at any file. */
function refusalOf({kind, mode}: Request): Refusal | undefined {
  if (kind === 'wrq') return {code: tftpErrors.access, message: 'This server is read-only'}
  if (mode !== 'octet' && mode !== 'netascii') return {code: tftpErrors.illegal, message: `No mode ${mode.slice(0, 20)}`}
  return undefined
}

function sessionKey(client: UdpAddress, local: string): string {
  return `${client.address}:${client.port}>${local}`
}

/** Never answer broadcast, multicast, nobody or port 0. */
function isUnicast({address, port}: UdpAddress): boolean {
  if (port === 0 || address === '0.0.0.0' || address === '255.255.255.255' || address === '::') return false
  const first = Number(address.split('.')[0])
  return address.includes(':') ? !address.toLowerCase().startsWith('ff') : first < 224
}
