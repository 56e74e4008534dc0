import {type Answer, table} from '@ops/core/cli'
import {errors} from '../errors.ts'
import {readFrom} from '../store/open-store.ts'

export interface HistoryInput {
  store: string
  host: string | undefined
  limit: number
}

/** `ops mirrorlist crawl history`: what changed with mirrors, the newest first. */
export function historyAnswer({store, host, limit}: HistoryInput): Answer {
  const found = readFrom(store, 'crawl results', (db) =>
    db
      .prepare('SELECT at, host, event, about, reason FROM history WHERE ? IS NULL OR host = ? ORDER BY at DESC, host, about LIMIT ?')
      .all(host ?? null, host ?? null, limit),
  )
  if (found === undefined) throw errors.CRAWL_MISSING({}, store)
  const events = found.map((row) => ({
    at: new Date(Number(row['at'])).toISOString(),
    host: String(row['host']),
    event: String(row['event']),
    about: String(row['about']),
    reason: String(row['reason']),
  }))
  const rows = events.map(({at, host: name, event, about, reason}) => [at.slice(0, 16).replace('T', ' '), name, event, about, reason])
  return {result: {events}, text: events.length === 0 ? 'Nothing changed.' : table(rows, ['UTC', 'MIRROR', 'EVENT', 'ABOUT', 'REASON'])}
}
