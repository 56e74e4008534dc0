import type {ErrorJson} from '@ops/core/errors'
import {joinLines} from '@ops/core/untrusted'
import type {ResolvedMove} from '../resolve/resolve-moves.ts'

export const renderResolution = (moves: readonly ResolvedMove[]) => joinLines(moves.map(renderMove))

function renderMove({workload, from, to, state, at, error}: ResolvedMove): string {
  if (error !== undefined) return renderError(workload, error)
  if (state === 'nothing') return `${workload}: finished already${at === undefined ? '' : `, on ${at}`}.`
  if (state === 'ended') return `${workload}: no longer runs on ${from}; no copy is left on ${to}.`
  return state === 'moved' ? `${workload}: moved from ${from} to ${to}.` : `${workload}: stays on ${from}; no copy is left on ${to}.`
}

export function renderError(workload: string, {message, hint}: ErrorJson): string {
  return `${workload}: ${message}${hint === undefined ? '' : ` Next: ${hint}`}`
}
