import type {DatabaseSync} from 'node:sqlite'
import type {JournalEntry} from '../coordinator.ts'
import {type Fact, type FactChange, factNote, remarkOf, requireVersions, toFact} from '../facts.ts'
import {type Row, insertEntry, toEntry} from './journal.ts'
import type {Database} from './open-database.ts'

/*
 * The table has the place of the last note about each key; the value is in the note. It is made when it is missing: in a new journal,
 * in one of an older ops, and when somebody deleted it.
 */
const schema = `
  CREATE TABLE fact (
    space TEXT NOT NULL,
    key TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES entry (seq),
    PRIMARY KEY (space, key)
  ) STRICT, WITHOUT ROWID;
`

export function readFacts(db: Database, space: string, key?: string): Fact[] {
  if (!db.read(hasTable)) db.write(rebuild)
  const one = key === undefined ? '' : ' AND fact.key = ?'
  const rows = db.read((sql) =>
    sql
      .prepare(`SELECT body, hash FROM fact JOIN entry USING (seq) WHERE fact.space = ?${one} ORDER BY fact.key`)
      .all(space, ...(key === undefined ? [] : [key])),
  )
  return rows.flatMap((row) => toFact(toEntry(row as unknown as Row)) ?? [])
}

export function writeFacts(db: Database, entry: {run: string; at: string; actor: string}, changes: readonly FactChange[]): void {
  db.write((sql) => {
    rebuild(sql)
    const place = sql.prepare('SELECT seq FROM fact WHERE space = ? AND key = ?')
    requireVersions(changes, (space, key) => Number(place.get(space, key)?.['seq'] ?? 0))
    for (const change of changes) apply(sql, insertEntry(sql, factNote(entry.run, change), entry.at, entry.actor))
  })
}

function hasTable(sql: DatabaseSync): boolean {
  return sql.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'fact'`).get() !== undefined
}

/** Makes the table from the notes, unless it is there. */
function rebuild(sql: DatabaseSync): void {
  if (hasTable(sql)) return
  sql.exec(schema)
  const rows = sql.prepare(`SELECT body, hash FROM entry WHERE kind = 'note' AND json_type(body, '$.data.fact') = 'object' ORDER BY seq`)
  for (const row of rows.iterate()) apply(sql, toEntry(row as unknown as Row))
}

function apply(sql: DatabaseSync, entry: JournalEntry): void {
  const remark = remarkOf(entry)
  if (remark === undefined) return
  const {space, key, value} = remark
  if (value === undefined) sql.prepare('DELETE FROM fact WHERE space = ? AND key = ?').run(space, key)
  else sql.prepare('INSERT OR REPLACE INTO fact (space, key, seq) VALUES (?, ?, ?)').run(space, key, entry.seq)
}
