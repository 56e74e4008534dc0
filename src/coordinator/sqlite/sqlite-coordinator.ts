import {dirname} from 'node:path'
import {makeFolder} from '../../files/index.ts'
import type {OpsError} from '../../errors/index.ts'
import type {Clock} from '../../time/index.ts'
import type {Coordinator, Lease, LeaseRequest} from '../coordinator.ts'
import {errors, type LeaseHolder} from '../errors.ts'
import {holdLease} from '../held-lease.ts'
import {leaseNames} from '../lease-names.ts'
import {appendEntry, readEntries, watchEntries} from './journal.ts'
import {identify, livenessOf} from '../../process/process-identity.ts'
import {dropLease, leasesOf, renewLease, type Taker, takeLease} from './lease-table.ts'
import {readFacts, writeFacts} from './fact-table.ts'
import {type Database, openDatabase} from './open-database.ts'
import {errorMessage} from '../../text/index.ts'

export interface SqliteOptions {
  /** The journal's file; made when it is not there, its folder too (mode 0700). */
  file: string
  clock: Clock
  /** Who acts: `user@host`. */
  actor: string
}

/** Milliseconds between two tries to take a lease that is held. */
const retryMs = 50

/** Journal and leases of one machine in one file (WAL, each write synced), shared by all of its ops processes. */
export async function sqliteCoordinator({file, clock, actor}: SqliteOptions): Promise<Coordinator> {
  await makeFolder(dirname(file), {mode: 0o700}).catch((cause: Error) => {
    throw errors.JOURNAL_UNWRITABLE({cause}, file, errorMessage(cause))
  })
  const db = await openDatabase(file)
  const held = new Set<Lease>()
  const now = () => new Date(clock.now()).toISOString()
  return {
    actor,
    facts: {
      read: async (space, key) => readFacts(db, space, key)[0],
      list: async (space) => readFacts(db, space),
      write: async (run, changes) => writeFacts(db, {run, at: now(), actor}, changes),
    },
    async append(entry) {
      return appendEntry(db, entry, now(), actor)
    },
    async read(query = {}) {
      return readEntries(db, query)
    },
    watch: (query, signal) => watchEntries(db, clock, query, signal),
    async lease(request) {
      const names = leaseNames(request.names)
      const {ttlMs} = request
      const fence = await waitForLease(db, clock, {actor, process: await identify()}, {...request, names})
      const store = {
        renew: async () => renewLease(db, fence, clock.now(), ttlMs),
        drop: async () => dropLease(db, fence),
      }
      const lease = holdLease({names, fence, ttlMs, clock, store, onEnd: () => held.delete(lease)})
      held.add(lease)
      return lease
    },
    leasesOf: async (holder) => leasesOf(db, holder, clock.now()),
    async [Symbol.asyncDispose]() {
      for (const lease of held) await lease[Symbol.asyncDispose]()
      db.close()
    },
  }
}

/** The fence of the grant. */
async function waitForLease(db: Database, clock: Clock, by: Taker, request: LeaseRequest): Promise<number> {
  const {waitMs = 0, signal} = request
  const giveUpAt = clock.monotonic() + waitMs
  for (;;) {
    signal?.throwIfAborted()
    const grant = takeLease(db, request, by, clock.now())
    if ('fence' in grant) return grant.fence
    // A holder that died on this machine acts no more: what it started elsewhere is fenced by its number.
    const {process} = grant.heldBy
    if (process !== undefined && (await livenessOf(process)) === 'gone') {
      dropLease(db, grant.heldBy.fence)
      continue
    }
    const left = giveUpAt - clock.monotonic()
    if (left <= 0) throw heldError(grant.heldBy)
    await clock.sleep(Math.min(retryMs, left), signal)
  }
}

function heldError(by: LeaseHolder): OpsError {
  const host = /^host\/(.+)$/.exec(by.name)?.[1]
  return errors.LEASE_HELD(host === undefined ? {} : {host}, by)
}
