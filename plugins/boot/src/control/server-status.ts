import type {Untrusted} from '@ops/core/untrusted'
import type {DhcpServer} from '../state/dhcp-servers.ts'
import type {StampedEvent} from '../state/events.ts'

/** A row of `ops boot status`. */
export interface TransferRow {
  id: number
  client: string
  host: string | undefined
  file: Untrusted
  firmware: string
  bytes: number
  size: number
  /** Bytes per second since the start. */
  rate: number
  retransmits: number
  rttMs: number | undefined
  blksize: number
  windowsize: number
  stall: string | undefined
}

/** Answer of `GET /status`. */
export interface ServerStatus {
  /** Folder served to machines that are not in the inventory. */
  root?: string
  /** Value of `--root`. */
  rootFlag?: string
  ports: {tftp?: number; http?: number}
  addresses: string[]
  armedOnly: boolean
  armed: {host: string; until: string}[]
  /** Other DHCP servers that were seen beside --dhcp full. */
  dhcpServers: (DhcpServer & {lastSeen: string})[]
  transfers: TransferRow[]
  totals: {transfers: Record<string, number>; refused: Record<string, number>; bytes: number; retransmits: number; cacheBytes: number}
  recent: StampedEvent[]
}
