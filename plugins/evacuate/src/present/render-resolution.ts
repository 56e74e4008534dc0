import type {ErrorJson} from '@ops/core/errors'
import {joinLines} from '@ops/core/untrusted'
import type {ResolvedMove} from '../resolve/resolve-move.ts'

export const renderResolution = (moves: readonly ResolvedMove[]) => joinLines(moves.map(renderMove))

function renderMove({workload, from, to, state, at, seen, error}: ResolvedMove): string {
  if (error !== undefined) return renderError(workload, error)
  if (state === 'nothing')
    return at === undefined
      ? `${workload}: was finished by an earlier command.`
      : `${workload}: runs on ${at} (seen now); the evacuation had been ${at === from ? 'aborted' : 'finished'} before.`
  if (state === 'closed') return `${workload}: closed; ${seen ?? 'nothing was seen of it'}`
  if (state === 'ended') return `${workload}: does not exist on ${from} any more, and no copy is left on ${to}.`
  return state === 'moved' ? `${workload}: moved from ${from} to ${to}.` : `${workload}: stays on ${from}; no copy is left on ${to}.`
}

export function renderError(workload: string, {message, hint}: ErrorJson): string {
  return `${workload}: ${message}${hint === undefined ? '' : ` Next: ${hint}`}`
}
