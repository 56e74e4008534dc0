import {chainHash, entryBody, genesisHash} from '../coordinator/chain.ts'
import type {Coordinator, JournalEntry, JournalQuery, Lease, LeaseRequest, NewEntry} from '../coordinator/coordinator.ts'
import {errors} from '../coordinator/errors.ts'
import {type Fact, type Facts, factNote, remarkOf, requireVersions, toFact} from '../coordinator/facts.ts'
import {holdLease} from '../coordinator/held-lease.ts'
import {leaseNames} from '../coordinator/lease-names.ts'
import {type Clock, systemClock} from '../time/index.ts'

interface Grant {
  name: string
  fence: number
  mode: LeaseRequest['mode']
  holder: string
  actor: string
  /** By the lease clock. */
  expiresAt: number
}

/** What several memory coordinators share, as several processes share a file. */
export class MemoryStore {
  readonly entries: JournalEntry[] = []
  grants: Grant[] = []
  fence = 0
  /** Called at each new entry. */
  readonly watchers = new Set<() => void>()

  append(entry: NewEntry, at: string, actor: string): JournalEntry {
    const last = this.entries.at(-1)
    const body = entryBody({...entry, seq: (last?.seq ?? 0) + 1, at, actor})
    const hash = chainHash(last?.hash ?? genesisHash, body)
    const whole = {...(JSON.parse(body) as Omit<JournalEntry, 'hash'>), hash}
    this.entries.push(whole)
    for (const wake of this.watchers) wake()
    return structuredClone(whole)
  }

  read({run, host, kinds, act, after = 0, limit = Number.POSITIVE_INFINITY}: JournalQuery): JournalEntry[] {
    const found = this.entries.filter(
      (entry) =>
        entry.seq > after &&
        (run === undefined || entry.run === run) &&
        (host === undefined || entry.host === host) &&
        (act === undefined || entry.act === act) &&
        (kinds === undefined || kinds.includes(entry.kind)),
    )
    return structuredClone(found.slice(0, limit))
  }

  /** All names or none; the fence of the grant, or the grant that is in the way. */
  take(request: LeaseRequest, actor: string, now: number): {fence: number} | {heldBy: Grant} {
    this.grants = this.grants.filter(({expiresAt}) => expiresAt > now)
    const blocks = (grant: Grant) => request.names.includes(grant.name) && (request.mode === 'exclusive' || grant.mode === 'exclusive')
    const heldBy = this.grants.find(blocks)
    if (heldBy !== undefined) return {heldBy}
    this.fence += 1
    const {mode, holder, ttlMs} = request
    this.grants.push(...request.names.map((name) => ({name, fence: this.fence, mode, holder, actor, expiresAt: now + ttlMs})))
    return {fence: this.fence}
  }

  renew(fence: number, now: number, ttlMs: number): boolean {
    const mine = this.grants.filter((grant) => grant.fence === fence && grant.expiresAt > now)
    for (const grant of mine) grant.expiresAt = now + ttlMs
    return mine.length > 0
  }

  drop(fence: number): void {
    this.grants = this.grants.filter((grant) => grant.fence !== fence)
  }
}

export interface MemoryOptions {
  /** Dates the entries. */
  clock: Clock
  /** Times the leases; the machine's own when left out, so that a test that jumps in time loses none. */
  leaseClock?: Clock
  actor?: string
  store?: MemoryStore
}

/** A coordinator in this process alone, for tests. Passes the coordinator's contract but for what needs other processes. */
export function memoryCoordinator(options: MemoryOptions): Coordinator & {readonly store: MemoryStore} {
  const {clock, leaseClock = systemClock, actor = 'test@here', store = new MemoryStore()} = options
  const held = new Set<Lease>()
  return {
    actor,
    store,
    append: async (entry) => store.append(entry, new Date(clock.now()).toISOString(), actor),
    read: async (query = {}) => store.read(query),
    facts: memoryFacts(store, (entry) => store.append(entry, new Date(clock.now()).toISOString(), actor)),
    watch: (query, signal) => watch(store, query, signal),
    async lease(request) {
      const names = leaseNames(request.names)
      const {ttlMs} = request
      const fence = await waitForLease(store, leaseClock, actor, {...request, names})
      const lease = holdLease({
        names,
        fence,
        ttlMs,
        clock: leaseClock,
        store: {renew: async () => store.renew(fence, leaseClock.now(), ttlMs), drop: async () => store.drop(fence)},
        onEnd: () => held.delete(lease),
      })
      held.add(lease)
      return lease
    },
    async leasesOf(holder) {
      const now = leaseClock.now()
      return store.grants
        .filter((grant) => grant.holder === holder && grant.expiresAt > now)
        .map(({name, actor: by, mode, expiresAt}) => ({name, holder, actor: by, mode, remainingMs: expiresAt - now}))
    },
    async [Symbol.asyncDispose]() {
      for (const lease of held) await lease[Symbol.asyncDispose]()
    },
  }
}

const retryMs = 50

/** Nothing is kept besides the entries: each question is answered from all of them. */
function memoryFacts(store: MemoryStore, append: (entry: NewEntry) => void): Facts {
  const fold = () => {
    const facts = new Map<string, Fact>()
    for (const entry of store.read({kinds: ['note']})) {
      const remark = remarkOf(entry)
      const fact = toFact(entry)
      if (remark === undefined) continue
      const name = JSON.stringify([remark.space, remark.key])
      if (fact === undefined) facts.delete(name)
      else facts.set(name, fact)
    }
    return facts
  }
  return {
    read: async (space, key) => fold().get(JSON.stringify([space, key])),
    async list(wanted) {
      const found = [...fold().values()].filter(({space}) => space === wanted)
      return found.sort((a, b) => (a.key < b.key ? -1 : 1))
    },
    async write(run, changes) {
      const facts = fold()
      requireVersions(changes, (space, key) => facts.get(JSON.stringify([space, key]))?.version ?? 0)
      for (const change of changes) append(factNote(run, change))
    },
  }
}

async function waitForLease(store: MemoryStore, clock: Clock, actor: string, request: LeaseRequest): Promise<number> {
  const giveUpAt = clock.monotonic() + (request.waitMs ?? 0)
  for (;;) {
    request.signal?.throwIfAborted()
    const grant = store.take(request, actor, clock.now())
    if ('fence' in grant) return grant.fence
    const left = giveUpAt - clock.monotonic()
    if (left <= 0) {
      const host = /^host\/(.+)$/.exec(grant.heldBy.name)?.[1]
      throw errors.LEASE_HELD(host === undefined ? {} : {host}, {...grant.heldBy, remainingMs: grant.heldBy.expiresAt - clock.now()})
    }
    await clock.sleep(Math.min(retryMs, left), request.signal)
  }
}

async function* watch(store: MemoryStore, query: JournalQuery, signal: AbortSignal): AsyncIterable<JournalEntry> {
  let after = query.after ?? store.entries.at(-1)?.seq ?? 0
  let left = query.limit ?? Number.POSITIVE_INFINITY
  while (!signal.aborted && left > 0) {
    const last = store.entries.at(-1)?.seq ?? 0
    for (const entry of store.read({...query, after, limit: left})) {
      yield entry
      left -= 1
    }
    // What the query leaves out is behind us, too.
    after = Math.max(after, last)
    if (left > 0) await nextEntry(store, after, signal)
  }
}

function nextEntry(store: MemoryStore, after: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      store.watchers.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    if (signal.aborted || (store.entries.at(-1)?.seq ?? 0) > after) return resolve()
    store.watchers.add(done)
    signal.addEventListener('abort', done, {once: true})
  })
}
