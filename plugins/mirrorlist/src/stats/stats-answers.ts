import {join} from 'node:path'
import {type Answer, table} from '@ops/core/cli'
import {errors} from '../errors.ts'
import {readFrom} from '../store/open-store.ts'
import {type Category, categories} from './categories.ts'
import type {Imported} from './import-logs.ts'
import {showCount, showPercent} from './pages/numbers.ts'
import {dayCsv, readDay} from './pages/statistics-page.ts'
import {dayAt, isDay, lastDay} from './stats-store.ts'

/** Where `ops mirrorlist serve` keeps statistics unless told otherwise. */
export function statisticsFile(stateDir: string): string {
  return join(stateDir, 'mirrorlist', 'statistics.sqlite')
}

export interface ShowInput {
  store: string
  /** YYYY-MM-DD; the last day that has accesses unless told. */
  date: string | undefined
  category: Category
  csv: boolean
  /** Ms since 1970. */
  now: number
}

/** `ops mirrorlist stats show`. */
export function showAnswer({store, date, category, csv, now}: ShowInput): Answer {
  if (date !== undefined && !isDay(date)) throw errors.DATE_BAD({}, date)
  const day = readFrom(store, 'statistics', (db) => readDay(db, date ?? lastDay(db, dayAt(now)) ?? '', category))
  if (day === undefined) throw errors.STATS_MISSING({}, store)
  if (csv) return {result: day, text: dayCsv(day).trimEnd()}
  const rows = day.names.map(({name, requests}) => [name, showPercent(requests, day.total), showCount(requests)])
  const text = table([...rows, ['total', '', showCount(day.total)]], [categories[category].toUpperCase(), 'PERCENT', 'REQUESTS'])
  return {result: day, text: `${day.date || 'No day has accesses.'}\n${text}`}
}

/** `ops mirrorlist stats import`. */
export function importAnswer(files: readonly Imported[], store: string): Answer {
  const lines = files.map(({file, lines: count, skipped, days, already}) => {
    if (already !== undefined) return `${file}: counted at ${already.at} already, as ${already.file}`
    const span = days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}`
    return `${file}: ${showCount(count)} accesses of ${span}${skipped === 0 ? '' : `, ${showCount(skipped)} other lines`}`
  })
  return {result: {store, files}, text: lines.join('\n')}
}
