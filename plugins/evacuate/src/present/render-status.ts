import {plural, table} from '@ops/core/text'
import {escapeText} from '@ops/core/untrusted'
import type {EvacuationStatus} from '../resolve/evacuation-status.ts'

/** @param asked how many hosts were asked @param columns of the terminal */
export function renderStatus({moves, settled, silent}: EvacuationStatus, asked: number, columns?: number): string {
  const rows = moves.map(({run, workload, source, destination, state, sentence, next}) => [
    run,
    workload,
    `${source} -> ${destination}`,
    state,
    next === undefined ? sentence : `${sentence} Next: ${next}`,
  ])
  const answered = asked - silent.length
  const none = answered === 0 ? [] : [`No evacuation is open on ${plural(answered, 'host')} (${settled} finished).`]
  const unread = silent.map(({host, why}) => `${host}: its records could not be read. ${why}`)
  return [...(rows.length === 0 ? none : [table(rows, undefined, columns)]), ...unread.map(escapeText)].join('\n')
}
