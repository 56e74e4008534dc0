import type {DatabaseSync} from 'node:sqlite'
import {openStore, type Store, type StoreKind} from '../../store/open-store.ts'
import {type Category, maxNames, otherName} from './categories.ts'
import type {CountSum} from './counts.ts'

const statsStore: StoreKind = {
  what: 'statistics',
  version: 1,
  schema: `
  CREATE TABLE access (
    date TEXT NOT NULL,
    category TEXT NOT NULL,
    name TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (date, category, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE import (
    digest TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    at INTEGER NOT NULL,
    lines INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`,
}

export interface Import {
  digest: string
  file: string
  at: number
  lines: number
}

/** Accesses per day, in one SQLite file. No address is in it, and nothing that belongs to one client. */
export class StatsStore implements Disposable {
  readonly #store: Store

  /** `waitMs`: how long another process may hold the file. Throws MIRRORLIST_STORE_BAD. */
  constructor(file: string, waitMs?: number) {
    this.#store = openStore(file, statsStore, waitMs)
  }

  /**
   * Adds counts to days; all of them or, when this throws, none. Beyond the last `keepDays` that have accesses they go: counted, not
   * by the calendar, since a clock that is ahead for a minute would delete all.
   */
  add(days: ReadonlyMap<string, CountSum>, keepDays?: number): void {
    this.#store.write(() => {
      addDays(this.#store, days)
      if (keepDays === undefined) return
      this.#store
        .prepare('DELETE FROM access WHERE date < (SELECT min(date) FROM (SELECT DISTINCT date FROM access ORDER BY date DESC LIMIT ?))')
        .run(keepDays)
    })
  }

  /** As `add`, for a log that was never imported before: then undefined. Otherwise that earlier import. */
  import(days: ReadonlyMap<string, CountSum>, {digest, file, at, lines}: Import): Import | undefined {
    return this.#store.write(() => {
      const before = this.#store.prepare('SELECT * FROM import WHERE digest = ?').get(digest)
      if (before !== undefined) return before as unknown as Import
      this.#store.prepare('INSERT INTO import (digest, file, at, lines) VALUES (?, ?, ?, ?)').run(digest, file, at, lines)
      addDays(this.#store, days)
      return undefined
    })
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]()
  }
}

function addDays({prepare}: Store, days: ReadonlyMap<string, CountSum>): void {
  const known = prepare('SELECT 1 FROM access WHERE date = ? AND category = ? AND name = ?')
  const size = prepare('SELECT count(*) AS names FROM access WHERE date = ? AND category = ?')
  const put = prepare(
    'INSERT INTO access (date, category, name, requests) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests',
  )
  for (const [date, sum] of days) {
    for (const [category, names] of sum.names) {
      let room = maxNames - Number(size.get(date, category)?.['names'] ?? 0)
      for (const [name, requests] of names) {
        const isNew = known.get(date, category, name) === undefined
        if (isNew) room--
        put.run(date, category, isNew && room < 0 ? otherName : name, requests)
      }
    }
  }
}

export interface NamedRequests {
  name: string
  requests: number
}

/** Most requests first. */
export function dayOf(db: DatabaseSync, date: string, category: Category): NamedRequests[] {
  const rows = db
    .prepare('SELECT name, requests FROM access WHERE date = ? AND category = ? ORDER BY requests DESC, name')
    .all(date, category)
  return rows.map((row) => ({name: String(row['name']), requests: Number(row['requests'])}))
}

/** The days nearest to a date that have accesses. */
export function neighbours(db: DatabaseSync, date: string): {previous: string | undefined; next: string | undefined} {
  return {
    previous: oneDay(db, 'SELECT max(date) AS date FROM access WHERE date < ?', date),
    next: oneDay(db, 'SELECT min(date) AS date FROM access WHERE date > ?', date),
  }
}

/** The last day that has accesses. Future days, written while a clock was ahead, are ignored. */
export function lastDay(db: DatabaseSync, today: string): string | undefined {
  return oneDay(db, 'SELECT max(date) AS date FROM access WHERE date <= ?', today)
}

function oneDay(db: DatabaseSync, sql: string, date: string): string | undefined {
  return (db.prepare(sql).get(date)?.['date'] as string | null | undefined) ?? undefined
}

/** Requests of each of `count` days up to a date; a day without any has 0. */
export function totalsUpTo(db: DatabaseSync, date: string, category: Category, count: number): {date: string; requests: number}[] {
  const days = Array.from({length: count}, (_, back) => shiftDay(date, back + 1 - count))
  const rows = db
    .prepare('SELECT date, sum(requests) AS requests FROM access WHERE category = ? AND date >= ? AND date <= ? GROUP BY date')
    .all(category, days[0] ?? date, date)
  const known = new Map(rows.map((row) => [String(row['date']), Number(row['requests'])]))
  return days.map((day) => ({date: day, requests: known.get(day) ?? 0}))
}

/** YYYY-MM-DD, in UTC. */
export function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** Whether it is a day of the calendar: JavaScript's Date accepts the 31st of any month. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && shiftDay(text, 0) === text
}

/** YYYY-MM-DD of so many days later, in UTC. */
export function shiftDay(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
