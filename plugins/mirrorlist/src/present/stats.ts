import {table} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import type {Imported} from '../stats/import-logs.ts'
import {formatCount, formatPercent} from '../stats/pages/format-numbers.ts'
import type {Day} from '../stats/pages/statistics-page.ts'
import {categories} from '../stats/store/categories.ts'

export function statisticsText(day: Day, columns?: number): string {
  const rows = day.names.map(({name, requests}) => [name, formatPercent(requests, day.total), formatCount(requests)])
  const text = table(
    [...rows, ['total', '', formatCount(day.total)]],
    [categories[day.category].toUpperCase(), 'PERCENT', 'REQUESTS'],
    columns,
  )
  return `${day.date || 'No accesses have been counted.'}\n${text}`
}

export function importText(files: readonly Imported[]): string {
  const lines = files.map(({file, lines: count, skipped, days, already}) => {
    if (already !== undefined) return `${file}: skipped; counted before, at ${already.at} as ${already.file}`
    const span = days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}`
    return `${file}: ${formatCount(count)} accesses of ${span}${skipped === 0 ? '' : `, ${formatCount(skipped)} other lines`}`
  })
  return joinLines(lines)
}
