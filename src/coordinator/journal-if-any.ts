import {OpsError} from '../errors/index.ts'
import type {Coordinator} from './coordinator.ts'

/** Why a journal cannot be read at all. */
const unreadable = new Set(['JOURNAL_UNWRITABLE', 'JOURNAL_BROKEN', 'JOURNAL_TOO_NEW', 'JOURNAL_BUSY'])

/**
 * The journal of a command that only reads devices. When it cannot be opened, or turns out to be damaged, `say` gets the error once, and
 * from then on the journal knows nothing and writes nothing.
 */
export async function journalIfAny(
  opening: Promise<Coordinator>,
  {actor, say}: {actor: string; say: (error: OpsError) => void},
): Promise<Coordinator> {
  let failure: OpsError | undefined
  const fail = (error: unknown) => {
    if (!(error instanceof OpsError && unreadable.has(error.code))) throw error
    if (failure === undefined) say(error)
    failure ??= error
  }
  const journal = await opening.catch(fail)
  const orNothing = async <T>(read: (known: Coordinator) => Promise<T>, nothing: T): Promise<T> => {
    if (journal === undefined || failure !== undefined) return nothing
    try {
      return await read(journal)
    } catch (error) {
      fail(error)
      return nothing
    }
  }
  const orRefuse = async <T>(write: (known: Coordinator) => Promise<T>): Promise<T> => {
    if (journal === undefined || failure !== undefined) throw failure
    return write(journal)
  }
  return {
    actor,
    append: (entry) => orRefuse((known) => known.append(entry)),
    read: (query) => orNothing((known) => known.read(query), []),
    async *watch(query, signal) {
      if (journal !== undefined) yield* journal.watch(query, signal)
    },
    facts: {
      read: (space, key) => orNothing((known) => known.facts.read(space, key), undefined),
      list: (space) => orNothing((known) => known.facts.list(space), []),
      write: (run, changes) => orRefuse((known) => known.facts.write(run, changes)),
    },
    leasesOf: (holder) => orNothing((known) => known.leasesOf(holder), []),
    lease: (request) => orRefuse((known) => known.lease(request)),
    async [Symbol.asyncDispose]() {},
  }
}
