import type {DatabaseSync} from 'node:sqlite'
import type {Clock} from '../../time/index.ts'
import {chainHash, entryBody, genesisHash} from '../chain.ts'
import type {JournalEntry, JournalQuery, NewEntry} from '../coordinator.ts'
import type {Database} from './open-database.ts'

/** Milliseconds between two reads of a watcher. */
const pollMs = 100

export interface Row {
  body: string
  hash: string
}

export function appendEntry(db: Database, entry: NewEntry, at: string, actor: string): JournalEntry {
  return db.write((sql) => insertEntry(sql, entry, at, actor))
}

/** Within a transaction. */
export function insertEntry(sql: DatabaseSync, entry: NewEntry, at: string, actor: string): JournalEntry {
  const last = sql.prepare('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1').get()
  const seq = Number(last?.['seq'] ?? 0) + 1
  const body = entryBody({...entry, seq, at, actor})
  const hash = chainHash(String(last?.['hash'] ?? genesisHash), body)
  sql.prepare('INSERT INTO entry (seq, body, hash) VALUES (?, ?, ?)').run(seq, body, hash)
  return toEntry({body, hash})
}

export function readEntries(db: Database, query: JournalQuery): JournalEntry[] {
  const {run, host, kinds, act, after = 0, limit = -1} = query
  const wanted: [string, ...(string | number)[]][] = [['seq > ?', after]]
  if (run !== undefined) wanted.push(['run = ?', run])
  if (host !== undefined) wanted.push(['host = ?', host])
  if (act !== undefined) wanted.push(['act = ?', act])
  if (kinds !== undefined) wanted.push([`kind IN (${kinds.map(() => '?').join(', ')})`, ...kinds])
  const where = wanted.map(([condition]) => condition).join(' AND ')
  const values = wanted.flatMap(([, ...rest]) => rest)
  return db.read((sql) => {
    const rows = sql.prepare(`SELECT body, hash FROM entry WHERE ${where} ORDER BY seq LIMIT ?`).all(...values, limit)
    return rows.map((row) => toEntry(row as unknown as Row))
  })
}

export async function* watchEntries(db: Database, clock: Clock, query: JournalQuery, signal: AbortSignal): AsyncIterable<JournalEntry> {
  let after = query.after ?? db.read((sql) => Number(sql.prepare('SELECT max(seq) AS seq FROM entry').get()?.['seq'] ?? 0))
  let left = query.limit ?? Number.POSITIVE_INFINITY
  while (!signal.aborted) {
    for (const entry of readEntries(db, {...query, after, limit: Number.isFinite(left) ? left : -1})) {
      yield entry
      after = entry.seq
      left -= 1
    }
    if (left <= 0) return
    await clock.sleep(pollMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }
}

export function toEntry({body, hash}: Row): JournalEntry {
  return {...(JSON.parse(body) as Omit<JournalEntry, 'hash'>), hash}
}
