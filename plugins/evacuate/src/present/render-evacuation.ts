import {formatBytes} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import type {EvacuatedHost, EvacuationPlan} from '../evacuate/evacuate.ts'
import type {MovedWork} from '../evacuate/move-work.ts'
import {renderError} from './render-resolution.ts'

export function renderPlan({host, to, work}: EvacuationPlan): string {
  if (to === undefined) return nothingToDo(host)
  const lines = work.flatMap(({workload, plan, notes}) => [`${workload}:`, ...plan.map((line) => `  ${line}`), ...renderNotes(notes)])
  return joinLines([`${host} -> ${to}, nothing was changed:`, ...lines])
}

export function renderEvacuation({host, work}: EvacuatedHost): string {
  return work.length === 0 ? nothingToDo(host) : joinLines(work.flatMap((move) => [renderMove(move), ...renderNotes(move.notes ?? [])]))
}

const renderNotes = (notes: readonly string[]) => notes.map((line) => `  note: ${line}`)

const nothingToDo = (host: string) => `${host}: no declared work runs; nothing to do.`

function renderMove({workload, from, to, state, bytes, outageMs, measured, error}: MovedWork): string {
  if (error !== undefined) return renderError(workload, error)
  if (state !== 'moved') return `${workload}: ${state}`
  const size = bytes === undefined ? '' : `, ${formatBytes(bytes)} sent`
  const outage = outageMs === undefined ? '' : `, did not run for ${outageMs} ms (${measured})`
  return `${workload}: moved from ${from} to ${to}${size}${outage}.`
}
