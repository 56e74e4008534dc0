import type {DatabaseSync} from 'node:sqlite'
import {setTimeout as delay} from 'node:timers/promises'
import {OpsError} from '../../errors/index.ts'
import {errors} from '../errors.ts'

const schemaVersion = 2
/** Milliseconds that a write waits for another process's transaction; ours take a few milliseconds each. */
const busyMs = 10_000
const walRetryMs = 10

// The body is the only truth; what queries need is generated from it, so that an index cannot tell another story.
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
  PRAGMA user_version = ${schemaVersion};
`

// Version 2: who holds a lease, so that a holder that died on this machine need not be waited for.
const fromVersion1 = `ALTER TABLE lease ADD COLUMN process TEXT; PRAGMA user_version = ${schemaVersion};`

/** One connection to the journal's file, whose failures are OpsErrors that name the file. */
export interface Database {
  read<T>(does: (db: DatabaseSync) => T): T
  /** All or nothing, alone in the file, on disk when it returns. */
  write<T>(does: (db: DatabaseSync) => T): T
  close(): void
}

export async function openDatabase(file: string): Promise<Database> {
  // Only commands that touch the journal pay for it.
  const {DatabaseSync} = await import('node:sqlite')
  const named = <T>(does: () => T): T => {
    try {
      return does()
    } catch (error) {
      throw namedError(file, error)
    }
  }
  const db = named(() => new DatabaseSync(file, {timeout: busyMs}))
  const write = <T>(does: (db: DatabaseSync) => T): T =>
    named(() => {
      db.exec('BEGIN IMMEDIATE')
      try {
        const value = does(db)
        db.exec('COMMIT')
        return value
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    })
  try {
    await useWal(db, file)
    if (named(() => versionOf(db)) !== schemaVersion) write(() => migrate(db, file))
  } catch (error) {
    db.close()
    throw error
  }
  return {
    read: (does) => named(() => does(db)),
    write,
    close: () => {
      if (db.isOpen) db.close()
    },
  }
}

/** SQLite does not wait when two processes make a new file WAL at once: the loser is refused at once, so it asks again. */
async function useWal(db: DatabaseSync, file: string): Promise<void> {
  for (const until = performance.now() + busyMs; ; ) {
    try {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
      return
    } catch (error) {
      if (resultCode(error) !== busy || performance.now() >= until) throw namedError(file, error)
      await delay(walRetryMs)
    }
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
}

// Runs inside a write transaction: of two processes that find an empty file, the second finds the first one's tables.
function migrate(db: DatabaseSync, file: string): void {
  const found = versionOf(db)
  if (found > schemaVersion) throw errors.JOURNAL_TOO_NEW({}, file, found, schemaVersion)
  if (found === 0) db.exec(schema)
  if (found === 1) db.exec(fromVersion1)
}

// Primary result codes of https://www.sqlite.org/rescode.html.
const busy = 5
const corrupt = 11
const notADatabase = 26

function resultCode(error: unknown): number {
  return ((error as {errcode?: number}).errcode ?? 0) & 0xff
}

function namedError(file: string, error: unknown): OpsError {
  if (error instanceof OpsError) return error
  const code = resultCode(error)
  const why = error instanceof Error ? error.message : String(error)
  if (code === busy) return errors.JOURNAL_BUSY({cause: error}, file, busyMs / 1000)
  if (code === corrupt || code === notADatabase) return errors.JOURNAL_BROKEN({cause: error}, file, why)
  return errors.JOURNAL_UNWRITABLE({cause: error}, file, why)
}
