import type {DhcpServer} from './dhcp-servers.ts'
import {type Untrusted, untrusted} from '@ops/core/untrusted'

/** A report of an initramfs about its own boot (`/beacon?stage=…&state=…`). */
export interface Beacon {
  client: string
  host: string | undefined
  stage: Untrusted
  state: Untrusted
  detail: Untrusted
  mac: string
  /** Seconds since the machine's kernel started, when reported. */
  uptimeS: number | undefined
}

/** Common facts of a fetch. */
export interface FetchFacts {
  client: string
  /** Host of the inventory, when the client is known. */
  host?: string | undefined
  file: Untrusted
  /** Bytes of the whole file. */
  size: number
}

/** An event of the boot server. `event` becomes the type `ops.boot.<event>/1` of an NDJSON line. */
export type BootEvent =
  | ({event: 'tftp-started'; id: number; port: number; firmware: string; blksize: number; windowsize: number} & FetchFacts)
  | ({
      event: 'tftp-ended'
      id: number
      outcome: 'done' | 'probe' | 'aborted' | 'silent' | 'failed'
      /** Reason, unless it is done. */
      reason?: string
      /** It did not succeed, but all blocks were sent: the client may have the whole file. */
      allSent?: true
      /** Bytes acknowledged. */
      bytes: number
      ms: number
      retransmits: number
      rttMs?: number
    } & FetchFacts)
  | {
      event: 'tftp-refused'
      client: string
      host?: string | undefined
      file?: Untrusted | undefined
      code?: number | undefined
      reason: string
    }
  /** `complete`: the whole answer was sent, which may be a range or only the header. */
  | ({event: 'http-ended'; status: number; bytes: number; complete: boolean} & FetchFacts)
  | ({event: 'beacon'} & Beacon)
  /** `message` is DISCOVER, OFFER, REQUEST, ACK, …, as the DHCP server logged it. */
  | {event: 'dhcp'; message: string; mac: string; ip?: string | undefined; host?: string | undefined; detail: Untrusted}
  /** Another DHCP server answers in a network where this one leases addresses. */
  | ({event: 'dhcp-server'} & DhcpServer)
  | {event: 'armed' | 'disarmed'; host: string; until?: string}
  | {event: 'nfs'; host: string; state: 'ok' | 'failed'; detail: string}
  | {event: 'child'; program: string; line: Untrusted}
  | {event: 'listen-failed'; address: string; reason: string}

export type StampedEvent = BootEvent & {
  /** ISO 8601, UTC. */
  at: string
}

type TextKey<E> = {[K in keyof E]-?: NonNullable<E[K]> extends Untrusted ? K : never}[keyof E]

/** The texts of others in each event; the compiler holds that none is left out. */
const texts: {[E in BootEvent as E['event']]: Record<TextKey<E>, true>} = {
  'tftp-started': {file: true},
  'tftp-ended': {file: true},
  'tftp-refused': {file: true},
  'http-ended': {file: true},
  beacon: {stage: true, state: true, detail: true},
  dhcp: {detail: true},
  'dhcp-server': {},
  armed: {},
  disarmed: {},
  nfs: {},
  child: {line: true},
  'listen-failed': {},
}

/** An event as the boot server of this machine wrote it: JSON has no type for the texts of others. */
export function readEvent(json: string): StampedEvent {
  const event = JSON.parse(json) as StampedEvent
  const isText = (key: string) => Object.hasOwn(texts[event.event] ?? {}, key)
  const entries = Object.entries(event).map(([key, value]) => [key, isText(key) && typeof value === 'string' ? untrusted(value) : value])
  return Object.fromEntries(entries) as StampedEvent
}

/** Number of recent events kept. */
const remembered = 1000

/** Distributes events to subscribers, and keeps recent ones. */
export class EventHub {
  readonly #now: () => number
  readonly #listeners = new Set<(event: StampedEvent) => void>()
  readonly recent: StampedEvent[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  emit(event: BootEvent): void {
    const stamped = {...event, at: new Date(this.#now()).toISOString()}
    if (this.recent.push(stamped) > remembered) this.recent.shift()
    for (const listener of this.#listeners) listener(stamped)
  }

  /** Calls the listener for each event until the returned function is called. */
  subscribe(listener: (event: StampedEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
