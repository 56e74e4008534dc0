import {DatabaseSync} from 'node:sqlite'

export interface SqliteFormat {
  /** Makes an empty file into one of `version`. */
  schema: string
  /** PRAGMA user_version; a file with a higher one is from a newer program and left alone. */
  version: number
  /** From each older version to the next one. */
  upgrades?: Readonly<Record<number, string>>
  /** `FULL`: what a write returned from survives a power cut. `NORMAL`: the last writes may be lost to one, the file never. */
  synchronous: 'FULL' | 'NORMAL'
  /** Milliseconds that a write waits for another process's transaction. */
  busyMs: number
}

/** The file was written by a newer program. */
export class SqliteTooNew extends Error {
  readonly found: number
  readonly known: number

  constructor(found: number, known: number) {
    super(`its format ${found} is newer than this program's ${known}`)
    this.found = found
    this.known = known
  }
}

/** Opens a file of ours for reading and writing in WAL mode, makes it when there is none, and brings an older one up to date. */
export function openSqlite(file: string, format: SqliteFormat): DatabaseSync {
  const db = new DatabaseSync(file, {timeout: format.busyMs})
  try {
    useWal(db, format)
    if (versionOf(db) !== format.version) transaction(db, () => migrate(db, format))
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** All or nothing, alone in the file. Throws what `does` or SQLite throws, with everything undone. */
export function transaction<T>(db: DatabaseSync, action: (db: DatabaseSync) => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const value = action(db)
    db.exec('COMMIT')
    return value
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** SQLite's primary result code (https://www.sqlite.org/rescode.html), 0 when the error is none of SQLite's. */
export function sqliteCode(error: unknown): number {
  return ((error as {errcode?: number}).errcode ?? 0) & 0xff
}

export const sqliteCodes = {busy: 5, corrupt: 11, notADatabase: 26} as const

const walRetryMs = 10

/** SQLite does not wait when two processes make a new file WAL at once: the loser is refused at once, so it asks again. */
function useWal(db: DatabaseSync, {synchronous, busyMs}: SqliteFormat): void {
  for (const until = performance.now() + busyMs; ; ) {
    try {
      db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};`)
      return
    } catch (error) {
      if (sqliteCode(error) !== sqliteCodes.busy || performance.now() >= until) throw error
      // Blocks, as every other wait of SQLite does.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, walRetryMs)
    }
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
}

// Runs inside a write transaction: of two processes that find an empty file, the second finds the first one's tables.
function migrate(db: DatabaseSync, {schema, version, upgrades = {}}: SqliteFormat): void {
  const found = versionOf(db)
  if (found > version) throw new SqliteTooNew(found, version)
  if (found === 0) db.exec(schema)
  else for (let from = found; from < version; from++) db.exec(upgrades[from] ?? '')
  db.exec(`PRAGMA user_version = ${version}`)
}
