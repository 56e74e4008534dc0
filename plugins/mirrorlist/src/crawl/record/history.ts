import {errors} from '../../errors/crawl.ts'
import {readFrom} from '../../store/open-store.ts'

export interface HistoryInput {
  store: string
  host: string | undefined
  limit: number
}

export interface HistoryEvent {
  /** ISO 8601. */
  at: string
  host: string
  event: string
  /** The directory or URL. */
  about: string
  reason: string
}

/** What changed about mirrors, the newest first. Throws MIRRORLIST_CRAWL_MISSING. */
export function readHistory({store, host, limit}: HistoryInput): HistoryEvent[] {
  const rows = readFrom(store, 'crawl results', (db) =>
    db
      .prepare('SELECT at, host, event, about, reason FROM history WHERE ? IS NULL OR host = ? ORDER BY at DESC, host, about LIMIT ?')
      .all(host ?? null, host ?? null, limit),
  )
  if (rows === undefined) throw errors.MIRRORLIST_CRAWL_MISSING({}, store)
  return rows.map((row) => ({
    at: new Date(Number(row['at'])).toISOString(),
    host: String(row['host']),
    event: String(row['event']),
    about: String(row['about']),
    reason: String(row['reason']),
  }))
}
