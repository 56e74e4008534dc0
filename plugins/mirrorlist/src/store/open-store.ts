import {OpsError} from '@ops/core/errors'
import {openSqlite, type SqliteFormat, transaction} from '@ops/core/sqlite'
import {errorMessage} from '@ops/core/text'
import {DatabaseSync, type StatementSync} from 'node:sqlite'
import {dirname} from 'node:path'
import {makeFolderSync} from '@ops/core/files'
import {errors} from '../errors/inputs.ts'

/** Default milliseconds that a write waits for another process; our writes take a few milliseconds each. */
const busyMs = 5000

/** An SQLite file of ours. Every change is one transaction: after a crash it is whole or not there. */
export interface Store extends Disposable {
  readonly db: DatabaseSync
  /** Each text is compiled once: statements hold memory that the garbage collector does not see. */
  prepare(sql: string): StatementSync
  /** All or nothing. Throws whatever `does` or SQLite throws, with everything undone. */
  write<T>(does: (db: DatabaseSync) => T): T
}

export interface StoreKind extends Pick<SqliteFormat, 'schema' | 'version' | 'upgrades'> {
  /** In sentences: `crawl results`. */
  what: string
}

/** Opens for reading and writing, and makes the file when there is none. Throws MIRRORLIST_STORE_BAD. */
export function openStore(file: string, {what, ...format}: StoreKind, waitMs = busyMs): Store {
  return named(what, file, () => {
    makeFolderSync(dirname(file))
    // NORMAL: after a power cut the last writes may be missing, which is acceptable for these files.
    return wrap(openSqlite(file, {...format, synchronous: 'NORMAL', busyMs: waitMs}))
  })
}

/** Opens for reading only; undefined when there is no such file (yet). */
export function readStore(file: string, waitMs = busyMs): DatabaseSync | undefined {
  try {
    return new DatabaseSync(file, {readOnly: true, timeout: waitMs})
  } catch {
    return undefined
  }
}

/** What `does` reads out of a file; undefined when there is none (yet). Throws MIRRORLIST_STORE_BAD when it is another file, and what `does` throws. */
export function readFrom<T>(file: string, what: string, does: (db: DatabaseSync) => T): T | undefined {
  using db = readStore(file)
  if (db === undefined) return undefined
  return named(what, file, () => does(db))
}

function wrap(db: DatabaseSync): Store {
  const statements = new Map<string, StatementSync>()
  return {
    db,
    prepare(sql) {
      const known = statements.get(sql) ?? db.prepare(sql)
      statements.set(sql, known)
      return known
    },
    write: (does) => transaction(db, does),
    [Symbol.dispose]() {
      if (db.isOpen) db.close()
    },
  }
}

/** Errors of SQLite as MIRRORLIST_STORE_BAD. */
export function named<T>(what: string, file: string, does: () => T): T {
  try {
    return does()
  } catch (cause) {
    if (cause instanceof OpsError) throw cause
    throw errors.MIRRORLIST_STORE_BAD({cause}, what, file, errorMessage(cause))
  }
}
