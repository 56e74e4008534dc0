import type {LeaseHolder} from './errors.ts'
import type {Facts} from './facts.ts'

/** One line of the journal. Shapes of `data` belong to the writer named by `act`. */
export interface JournalEntry {
  /** Place in the journal, strictly increasing. */
  seq: number
  /** ISO 8601, UTC, with milliseconds. */
  at: string
  /** The writer: user@host. */
  actor: string
  run: string
  kind: EntryKind
  /** Name of the act (`relay.off`, `evacuate.commit`); for run.start the command. */
  act: string
  host?: string
  /** Joins an outcome to its intent. */
  intent?: number
  data: Record<string, unknown>
  /** SHA-256 of the entry before it and of this one: a journal that was edited does not add up. */
  hash: string
}

/** run.start … (intent, outcome | note)* … run.end. An intent without an outcome is unknown. */
export type EntryKind = 'run.start' | 'intent' | 'outcome' | 'note' | 'run.end'

export type NewEntry = Omit<JournalEntry, 'seq' | 'at' | 'actor' | 'hash'>

export interface JournalQuery {
  run?: string
  host?: string
  kinds?: readonly EntryKind[]
  act?: string
  /** Only entries after this seq. */
  after?: number
  limit?: number
}

export interface LeaseRequest {
  /** Resources, taken together or not at all: `host/node1`, `outlet/strip/3`. */
  names: readonly string[]
  mode: 'shared' | 'exclusive'
  /** Milliseconds that the lease outlives its holder's last renewal. */
  ttlMs: number
  /** The run that holds it; shown in the refusal. */
  holder: string
  /** Milliseconds to wait for it; 0 refuses at once with LEASE_HELD (exit 5). */
  waitMs?: number
  signal?: AbortSignal
}

export interface Lease extends AsyncDisposable {
  readonly names: readonly string[]
  /** Fencing number: strictly greater than that of every earlier grant of any of the names. */
  readonly fence: number
  /** Aborts when the lease was lost (expired, taken over): stop acting at once. */
  readonly lost: AbortSignal
  /** Throws LEASE_LOST unless it is held for at least `marginMs` more; call it right before an act. */
  check(marginMs: number): Promise<void>
  release(): Promise<void>
}

/** Journal, what it remembers, and leases, behind one interface: node:sqlite on one machine, etcd for several. */
export interface Coordinator extends AsyncDisposable {
  /** The writer of what it appends: user@host. */
  readonly actor: string
  /** Durable (fsynced) when it returns. */
  append(entry: NewEntry): Promise<JournalEntry>
  read(query?: JournalQuery): Promise<JournalEntry[]>
  /** New entries as they come, until the signal aborts. */
  watch(query: JournalQuery, signal: AbortSignal): AsyncIterable<JournalEntry>
  /** Values by key, rebuilt from the journal. */
  readonly facts: Facts
  lease(request: LeaseRequest): Promise<Lease>
  /** Leases that a run holds and that have not expired; also those of a process that has died. */
  leasesOf(holder: string): Promise<LeaseHolder[]>
}
