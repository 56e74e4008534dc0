import {createHash} from 'node:crypto'
import {mkdirSync} from 'node:fs'
import {dirname} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {readNdjson, writeNdjson} from '../files.ts'

type Row = Record<string, string | number | null>

/** A whole SQLite file as text: first what makes its schema, then its rows. */
interface Dump {
  version: number
  schema: string[]
  tables: Record<string, Row[]>
}

/**
 * Writes an SQLite file of an ops as NDJSON: the head (format version, schema), then one line for each row. `change` may put
 * placeholders into texts; a journal that is to keep its hashes is written without it.
 */
export function dumpSqlite(file: string, to: string, change = (text: string) => text): void {
  using db = new DatabaseSync(file, {readOnly: true})
  const objects = db.prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'index', rowid").all()
  const tables = objects.filter(({type, name}) => type === 'table' && !String(name).startsWith('sqlite_')).map(({name}) => String(name))
  const head = {version: Number(db.prepare('PRAGMA user_version').get()?.['user_version']), schema: objects.map(({sql}) => sql)}
  const rows = tables.flatMap((table) => {
    // Generated columns are computed again; hidden = 2 or 3 marks them (pragma_table_xinfo).
    const columns = db
      .prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0')
      .all(table)
      .map(({name}) => `"${name}"`)
    return db
      .prepare(`SELECT ${columns.join(', ')} FROM "${table}"`)
      .all()
      .map((row) => ({table, row: mapTexts(row, change)}))
  })
  writeNdjson(to, [head, ...rows])
}

function mapTexts(row: Record<string, unknown>, change: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'string' ? change(value) : value]))
}

function readDump(file: string): Dump {
  const [head, ...rows] = readNdjson(file) as [Pick<Dump, 'version' | 'schema'>, ...{table: string; row: Row}[]]
  const tables: Dump['tables'] = {}
  for (const {table, row} of rows) tables[table] = [...(tables[table] ?? []), row]
  return {...head, tables}
}

/** Makes the SQLite file again as the old version left it: schema, format version and rows. */
export function restoreSqlite(dump: string, to: string): void {
  make(readDump(dump), to)
}

function make({version, schema, tables}: Dump, to: string): void {
  mkdirSync(dirname(to), {recursive: true, mode: 0o700})
  using db = new DatabaseSync(to)
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('BEGIN')
  for (const statement of schema) db.exec(statement)
  for (const [table, rows] of Object.entries(tables)) {
    for (const row of rows) {
      const columns = Object.keys(row)
      const places = columns.map(() => '?').join(', ')
      const names = columns.map((name) => `"${name}"`).join(', ')
      db.prepare(`INSERT INTO "${table}" (${names}) VALUES (${places})`).run(...Object.values(row))
    }
  }
  db.exec(`PRAGMA user_version = ${version}`)
  db.exec('COMMIT')
}

export interface JournalCut {
  dump: string
  /** Entries up to this one, as when the process died right after it wrote it. */
  lastSeq: number
  /** Puts the values of this machine in the place of placeholders. */
  fill: (text: string) => string
}

/**
 * Makes a journal again that ends at an entry, or one of several such, one after the other. Its bodies hold values of the machine
 * (process ids, boot id), so each entry gets the hash over its filled body: SHA-256 over the hash before it, a line feed, and the
 * body.
 */
export function restoreJournal(to: string, ...cuts: readonly JournalCut[]): void {
  let [hash, seq] = ['0'.repeat(64), 0]
  const entry: Row[] = []
  for (const {dump, lastSeq, fill} of cuts) {
    const before = seq
    for (const row of readDump(dump).tables['entry'] ?? []) {
      if (Number(row['seq']) > lastSeq) break
      seq = before + Number(row['seq'])
      const body = renumbered(fill(String(row['body'])), before)
      hash = createHash('sha256').update(hash).update('\n').update(body).digest('hex')
      entry.push({seq, body, hash})
    }
  }
  const [whole] = cuts.map(({dump}) => readDump(dump))
  if (whole !== undefined) make({...whole, tables: {...whole.tables, entry, lease: []}}, to)
}

/** The body of an entry that so many others come before; the order of its keys stays, as the hash is over the text. */
function renumbered(body: string, before: number): string {
  if (before === 0) return body
  const entry = JSON.parse(body) as {seq: number; intent?: number}
  entry.seq += before
  if (entry.intent !== undefined) entry.intent += before
  return JSON.stringify(entry)
}
