import {errorMessage} from '../../text/index.ts'
import type {DatabaseSync} from 'node:sqlite'
import {OpsError} from '../../errors/index.ts'
import {errors} from '../errors.ts'

/** Milliseconds to wait for another process's transaction; those of ops take a few milliseconds each. */
const busyMs = 10_000

// Only the body is stored; the columns for queries are generated from it, so that an index cannot contradict it.
const schema = `
  CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    run TEXT GENERATED ALWAYS AS (json_extract(body, '$.run')) VIRTUAL,
    host TEXT GENERATED ALWAYS AS (json_extract(body, '$.host')) VIRTUAL,
    kind TEXT GENERATED ALWAYS AS (json_extract(body, '$.kind')) VIRTUAL,
    act TEXT GENERATED ALWAYS AS (json_extract(body, '$.act')) VIRTUAL
  ) STRICT;
  CREATE INDEX entry_run ON entry (run, seq);
  CREATE INDEX entry_host ON entry (host, seq);
  CREATE INDEX entry_kind ON entry (kind, seq);
  CREATE TABLE lease (
    name TEXT NOT NULL,
    fence INTEGER NOT NULL,
    mode TEXT NOT NULL,
    holder TEXT NOT NULL,
    actor TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    process TEXT,
    PRIMARY KEY (name, fence)
  ) STRICT;
  CREATE INDEX lease_fence ON lease (fence);
  CREATE TABLE fence (last INTEGER NOT NULL) STRICT;
  INSERT INTO fence (last) VALUES (0);
`

// Version 2: who holds a lease, so that a holder that died on this machine is not waited for.
const fromVersion1 = `ALTER TABLE lease ADD COLUMN process TEXT;`

/** One connection to the journal's file, whose failures are OpsErrors that name the file. */
export interface Database {
  read<T>(action: (db: DatabaseSync) => T): T
  /** All or nothing, alone in the file, on disk when it returns. */
  write<T>(action: (db: DatabaseSync) => T): T
  close(): void
}

export async function openDatabase(file: string): Promise<Database> {
  // Loaded only by commands that use the journal.
  const sqlite = await import('../../sqlite/index.ts')
  const named = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw namedError(file, error, sqlite)
    }
  }
  const db = named(() => sqlite.openSqlite(file, {schema, version: 2, upgrades: {1: fromVersion1}, synchronous: 'FULL', busyMs}))
  return {
    read: (action) => named(() => action(db)),
    write: (action) => named(() => sqlite.transaction(db, action)),
    close: () => {
      if (db.isOpen) db.close()
    },
  }
}

function namedError(
  file: string,
  error: unknown,
  {SqliteTooNew, sqliteCode, sqliteCodes}: typeof import('../../sqlite/index.ts'),
): OpsError {
  if (error instanceof OpsError) return error
  if (error instanceof SqliteTooNew) return errors.JOURNAL_TOO_NEW({}, file, error.found, error.known)
  const code = sqliteCode(error)
  const why = errorMessage(error)
  if (code === sqliteCodes.busy) return errors.JOURNAL_BUSY({cause: error}, file, busyMs / 1000)
  if (code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase) return errors.JOURNAL_BROKEN({cause: error}, file, why)
  return errors.JOURNAL_UNWRITABLE({cause: error}, file, why)
}
