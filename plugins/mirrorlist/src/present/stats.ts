import {table} from '@ops/core/text'
import type {Imported} from '../stats/import-logs.ts'
import {showCount, showPercent} from '../stats/pages/format-numbers.ts'
import type {Day} from '../stats/pages/statistics-page.ts'
import {categories} from '../stats/store/categories.ts'

export function statisticsText(day: Day): string {
  const rows = day.names.map(({name, requests}) => [name, showPercent(requests, day.total), showCount(requests)])
  const text = table([...rows, ['total', '', showCount(day.total)]], [categories[day.category].toUpperCase(), 'PERCENT', 'REQUESTS'])
  return `${day.date || 'No day has accesses.'}\n${text}`
}

export function importText(files: readonly Imported[]): string {
  const lines = files.map(({file, lines: count, skipped, days, already}) => {
    if (already !== undefined) return `${file}: counted at ${already.at} already, as ${already.file}`
    const span = days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}`
    return `${file}: ${showCount(count)} accesses of ${span}${skipped === 0 ? '' : `, ${showCount(skipped)} other lines`}`
  })
  return lines.join('\n')
}
