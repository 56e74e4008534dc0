import type {Firmware} from '../inventory/schema.ts'
import type {Limits} from './limits.ts'
import type {Timers, UdpAddress, UdpLink, UdpListener} from './link.ts'
import {agreeOnOptions, type AgreedOptions} from './options.ts'
import {decodePacket, encodeError, type Request, tftpErrors} from './packet.ts'
import {type Personality, personalityOf} from './personality.ts'
import type {Outcome} from './sender.ts'
import type {Source} from '../files/source.ts'
import {Transfer} from './transfer.ts'

/** Addresses of a request. */
export interface RequestContext {
  client: UdpAddress
  /** Address of this machine that received the request. */
  local: string
}

/** A refusal, as it is sent to the client. */
export interface Refusal {
  code: number
  message: string
  /** Reason for the log of this machine only, because it may hold local paths. */
  detail?: string
}

export interface TftpContent {
  /** Firmware of the client according to inventory and DHCP. */
  firmware(client: string): Firmware | undefined
  open(file: string, mode: string, context: RequestContext): Promise<Source | Refusal>
}

/** A transfer, for tables and events. */
export interface TransferRecord {
  id: number
  client: UdpAddress
  local: string
  file: string
  personality: Personality
  terms: AgreedOptions
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
  /** Lowers the MTU's limit, bytes. */
  maxBlksize?: number
  /** Most bytes in flight to one client. */
  maxWindowBytes: number
}

/** Milliseconds of silence after which a transfer is given up. */
const giveUpMs = 30_000
/** Retransmissions before the first answer. */
const firstRetries = 4
/** Milliseconds after the client's last packet in which an equal request is a duplicate, not a restarted client. */
const doubleWithinMs = 1000

/** Requests whose file may be opened at the same time; under overload the others are dropped, and clients repeat them. */
const openingAtOnce = 256

/** Transfers without an answer yet; the oldest is ended for a new one, so that forged requests cannot lock out real clients. */
const unansweredAtOnce = 1024

/** The TFTP server: decodes requests, runs one transfer per client port, and reports events. */
export class TftpServer implements AsyncDisposable {
  readonly #deps: TftpDeps
  readonly #listeners: {main: UdpListener; errors: UdpListener; address: string}[] = []
  /** By `client address:port>local address`. */
  readonly #sessions = new Map<string, TransferRecord>()
  /** Includes transfers that dally and replaced ones. */
  readonly #open = new Set<Transfer>()
  /** Requests whose file is being opened, so that a duplicate is not answered twice. */
  readonly #opening = new Set<string>()
  /** In order of age; transfers with an answer are removed when it is full. */
  readonly #unanswered = new Set<Transfer>()
  #lastId = 0

  constructor(deps: TftpDeps) {
    this.#deps = deps
  }

  /** Listens on one address; port 0 takes a free one. Returns the port. */
  async listen(address: string, port: number): Promise<number> {
    // Refusals are sent from a port that stays open, so that a late packet of the client causes no ICMP error.
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

  /** Stops listening on one address; its transfers continue. */
  async unlisten(address: string): Promise<void> {
    const at = this.#listeners.findIndex((listener) => listener.address === address)
    const [gone] = at === -1 ? [] : this.#listeners.splice(at, 1)
    await gone?.main[Symbol.asyncDispose]()
    await gone?.errors[Symbol.asyncDispose]()
  }

  /** Running transfers. */
  transfers(): TransferRecord[] {
    return [...this.#sessions.values()].filter(({transfer}) => transfer.sender.outcome === undefined)
  }

  /** Accepts no more requests, and waits until all transfers with an answer have ended or the signal aborts. */
  async drain(signal: AbortSignal): Promise<void> {
    for (const {address} of [...this.#listeners]) await this.unlisten(address)
    while (this.transfers().some(({transfer}) => transfer.sender.heard) && !signal.aborted) {
      await new Promise<void>((resolve) => this.#deps.timers.after(50, resolve))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const {address} of [...this.#listeners]) await this.unlisten(address)
    // An ERROR spares the client its timeout; clients that never answered get none.
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
    // A stray ACK or ERROR on the listening port is not answered, because the answer could start a loop.
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

  /** Reason for which a request gets no answer, not even an ERROR. */
  #silentReason({address}: UdpAddress): string | undefined {
    const verdict = this.#deps.limits.request(address, this.#deps.timers.now())
    if (verdict !== 'ok') return verdict
    return this.#opening.size >= openingAtOnce ? 'busy' : undefined
  }

  /** True when the request repeats one whose transfer has already started. */
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
      // From here on the end of the transfer is counted.
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
    // SLOF requests every file from port 2001: a new request ends the transfer of the old one.
    // Its port stays open for the dally: an ICMP error would end the new transfer too.
    this.#sessions.get(key)?.transfer.sender.fail('the client sent a new request')
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
    if (this.#unanswered.size >= unansweredAtOnce) void oldest?.close('too many requests without a following answer')
  }
}

/** Refuses a request by its kind and mode. */
function refusalOf({kind, mode}: Request): Refusal | undefined {
  if (kind === 'wrq') return {code: tftpErrors.access, message: 'This server is read-only'}
  if (mode !== 'octet' && mode !== 'netascii') return {code: tftpErrors.illegal, message: `No mode ${mode.slice(0, 20)}`}
  return undefined
}

function sessionKey(client: UdpAddress, local: string): string {
  return `${client.address}:${client.port}>${local}`
}

/** False for broadcast, multicast and unspecified addresses and port 0, which must not be answered. */
function isUnicast({address, port}: UdpAddress): boolean {
  if (port === 0 || address === '0.0.0.0' || address === '255.255.255.255' || address === '::') return false
  const first = Number(address.split('.')[0])
  return address.includes(':') ? !address.toLowerCase().startsWith('ff') : first < 224
}
