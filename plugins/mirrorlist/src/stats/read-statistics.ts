import {join} from 'node:path'
import {errors} from '../errors/stats.ts'
import {readFrom} from '../store/open-store.ts'
import type {Category} from './store/categories.ts'
import {type Day, readDay} from './pages/statistics-page.ts'
import {dayAt, isDay, lastDay} from './store/stats-store.ts'

/** Where `ops mirrorlist serve` keeps statistics by default. */
export function statisticsFile(stateDir: string): string {
  return join(stateDir, 'mirrorlist', 'statistics.sqlite')
}

export interface ShowInput {
  store: string
  /** YYYY-MM-DD; undefined: the last day that has accesses. */
  date: string | undefined
  category: Category
  /** Ms since 1970. */
  now: number
}

/** Throws MIRRORLIST_DATE_BAD, MIRRORLIST_STATS_MISSING. */
export function readStatistics({store, date, category, now}: ShowInput): Day {
  if (date !== undefined && !isDay(date)) throw errors.MIRRORLIST_DATE_BAD({}, date)
  const day = readFrom(store, 'statistics', (db) => readDay(db, date ?? lastDay(db, dayAt(now)) ?? '', category))
  if (day === undefined) throw errors.MIRRORLIST_STATS_MISSING({}, store)
  return day
}
