import {DatabaseSync, type StatementSync} from 'node:sqlite'
import {mkdirSync} from 'node:fs'
import {dirname} from 'node:path'
import {errors} from '../errors.ts'

/** Milliseconds that a write waits for another process; ours take a few milliseconds each. */
const busyMs = 5000

/** An SQLite file of ours. Every change is one transaction: after a crash it is whole or not there. */
export interface Store extends Disposable {
  readonly db: DatabaseSync
  /** Each text is compiled once: statements hold memory that the garbage collector does not see. */
  prepare(sql: string): StatementSync
  /** All or nothing. Throws whatever `does` or SQLite throws, with everything undone. */
  write<T>(does: (db: DatabaseSync) => T): T
}

export interface StoreKind {
  /** In sentences: `crawl results`. */
  what: string
  schema: string
  /** PRAGMA user_version; a file with a higher one is from a newer program and left alone. */
  version: number
}

/** Opens for reading and writing, and makes the file when there is none. Throws STORE_BAD. */
export function openStore(file: string, {what, schema, version}: StoreKind): Store {
  return named(what, file, () => {
    mkdirSync(dirname(file), {recursive: true})
    const db = new DatabaseSync(file, {timeout: busyMs})
    try {
      // NORMAL: a power cut may take the last transactions, never the file; none of this is worth an fsync each.
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
      const store = wrap(db)
      store.write(() => migrate(db, schema, version))
      return store
    } catch (error) {
      db.close()
      throw error
    }
  })
}

/** Opens for reading only; undefined when there is no such file (yet). */
export function readStore(file: string): DatabaseSync | undefined {
  try {
    return new DatabaseSync(file, {readOnly: true, timeout: busyMs})
  } catch {
    return undefined
  }
}

function migrate(db: DatabaseSync, schema: string, version: number): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (found > version) throw new Error(`its format ${found} is newer than this program's ${version}`)
  if (found === 0) db.exec(`${schema}\nPRAGMA user_version = ${version};`)
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
    write(does) {
      db.exec('BEGIN IMMEDIATE')
      try {
        const value = does(db)
        db.exec('COMMIT')
        return value
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    },
    [Symbol.dispose]() {
      if (db.isOpen) db.close()
    },
  }
}

function named<T>(what: string, file: string, does: () => T): T {
  try {
    return does()
  } catch (cause) {
    throw errors.STORE_BAD({cause}, what, file, cause instanceof Error ? cause.message : String(cause))
  }
}
