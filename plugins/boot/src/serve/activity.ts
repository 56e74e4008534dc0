import {untrusted} from '@ops/core/untrusted'
import type {HttpRecord} from '../http/http-boot.ts'
import type {Outcome} from '../tftp/sender.ts'
import type {RequestContext, TftpEvents, TransferRecord} from '../tftp/server.ts'
import type {TransferRow} from '../control/server-status.ts'
import type {Clients} from '../state/clients.ts'
import type {EventHub} from '../state/events.ts'

/** Counters since the start, for `/metrics`. */
export interface Totals {
  transfers: Record<Outcome['kind'], number>
  refused: Record<string, number>
  bytes: number
  retransmits: number
  http: Record<string, number>
  httpBytes: number
}

/** Turns callbacks of the TFTP and HTTP servers into events and counters. */
export class Activity {
  readonly totals: Totals = {
    transfers: {done: 0, probe: 0, aborted: 0, silent: 0, failed: 0},
    refused: {},
    bytes: 0,
    retransmits: 0,
    http: {},
    httpBytes: 0,
  }
  readonly #hub: EventHub
  readonly #clients: Clients
  readonly #now: () => number

  constructor(hub: EventHub, clients: Clients, now: () => number) {
    this.#hub = hub
    this.#clients = clients
    this.#now = now
  }

  readonly tftp: TftpEvents = {
    started: (record) => {
      const {id, client, terms, personality} = record
      this.#hub.emit({
        event: 'tftp-started',
        id,
        port: client.port,
        firmware: personality.name,
        blksize: terms.blksize,
        windowsize: terms.windowsize,
        ...this.#facts(record),
      })
    },
    ended: (record, outcome) => {
      const {sender} = record.transfer
      const bytes = outcome.kind === 'done' ? record.size : sender.acknowledged
      this.totals.transfers[outcome.kind]++
      this.totals.bytes += bytes
      this.totals.retransmits += sender.retransmits
      // The last ACK may have been lost; only the client knows whether it has the file.
      const allSent = sender.allSent && (outcome.kind === 'silent' || outcome.kind === 'failed')
      const reason = allSent ? `${reasonOf(outcome)}; the client may have the whole file` : reasonOf(outcome)
      this.#hub.emit({
        event: 'tftp-ended',
        id: record.id,
        outcome: outcome.kind,
        bytes,
        ms: Math.round(this.#now() - record.startedAt),
        retransmits: sender.retransmits,
        ...(reason === undefined ? {} : {reason}),
        ...(allSent ? {allSent} : {}),
        ...(sender.roundTripMs === undefined ? {} : {rttMs: rounded(sender.roundTripMs)}),
        ...this.#facts(record),
      })
    },
    refused: ({client}: RequestContext, file, reason, code) => {
      // Silent refusals may be many: all are counted, few are reported.
      const kind = code === undefined ? reason : `error ${code}`
      this.totals.refused[kind] = (this.totals.refused[kind] ?? 0) + 1
      if (code === undefined && !this.#isFirst(kind)) return
      const shown = file === undefined ? undefined : untrusted(file)
      this.#hub.emit({event: 'tftp-refused', client: client.address, host: this.#host(client.address), file: shown, code, reason})
    },
  }

  http({client, path, status, bytes, size, complete, host}: HttpRecord): void {
    this.totals.http[status] = (this.totals.http[status] ?? 0) + 1
    this.totals.httpBytes += bytes
    this.#hub.emit({event: 'http-ended', client, host, file: untrusted(path), status, bytes, size, complete})
  }

  rows(records: readonly TransferRecord[]): TransferRow[] {
    const now = this.#now()
    return records.map((record) => {
      const {sender} = record.transfer
      const seconds = Math.max(0.001, (now - record.startedAt) / 1000)
      return {
        id: record.id,
        firmware: record.personality.name,
        bytes: sender.acknowledged,
        rate: Math.round(sender.acknowledged / seconds),
        retransmits: sender.retransmits,
        rttMs: sender.roundTripMs === undefined ? undefined : rounded(sender.roundTripMs),
        blksize: record.terms.blksize,
        windowsize: record.terms.windowsize,
        stall: record.transfer.stall(now),
        ...this.#facts(record),
        host: this.#host(record.client.address),
      }
    })
  }

  #facts({client, file, size}: TransferRecord) {
    const host = this.#host(client.address)
    return {client: client.address, ...(host === undefined ? {} : {host}), file: untrusted(file), size}
  }

  #host(address: string): string | undefined {
    return this.#clients.machineAt(address)?.host.name
  }

  /** The 1st, 10th, 100th … of its kind. */
  #isFirst(kind: string): boolean {
    return Number.isInteger(Math.log10(this.totals.refused[kind] ?? 1))
  }
}

function reasonOf(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'done':
      return undefined
    case 'probe':
      return 'the client requested only the size'
    case 'aborted':
      return `the client sent ERROR ${outcome.code}${outcome.message === '' ? '' : `: ${untrusted(outcome.message)}`}`
    case 'silent':
      return outcome.block === 0
        ? 'no answer to the OACK'
        : `no ACK of block ${outcome.block}${outcome.block === 65_536 ? ' (the client may not support block number rollover)' : ''}`
    case 'failed':
      return outcome.reason
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
