import {table} from '@ops/core/text'
import type {HistoryEvent} from '../crawl/record/history.ts'

export function historyText(events: readonly HistoryEvent[], columns?: number): string {
  const rows = events.map(({at, host, event, about, reason}) => [at.slice(0, 16).replace('T', ' '), host, event, about, reason])
  return events.length === 0
    ? 'No mirror failed, was left out or returned.'
    : table(rows, ['UTC', 'MIRROR', 'EVENT', 'ABOUT', 'REASON'], columns)
}
