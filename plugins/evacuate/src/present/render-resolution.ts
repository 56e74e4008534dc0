import type {ErrorJson} from '@ops/core/errors'
import {joinLines} from '@ops/core/untrusted'
import type {ResolvedMove} from '../resolve/resolve-move.ts'

export const renderResolution = (moves: readonly ResolvedMove[]) => joinLines(moves.map(renderMove))

function renderMove({workload, from, to, state, at, seen, error, unreached}: ResolvedMove): string {
  if (error !== undefined) return renderError(workload, error)
  if (state === 'nothing')
    return at === undefined
      ? `${workload}: was finished by an earlier command.`
      : `${workload}: runs on ${at} (seen now); the evacuation had been ${at === from ? 'aborted' : 'finished'} before.`
  if (state === 'closed') return `${workload}: closed; ${seen ?? 'nothing was seen of it'}`
  if (state === 'moved') return `${workload}: moved from ${from} to ${to}.`
  const where = state === 'ended' ? `does not exist on ${from} any more` : `stays on ${from}`
  if (unreached !== undefined)
    return `${workload}: ${where}. ${to} was not reached: its record is still open. When ${to} answers, run ops evacuate abort again.`
  return `${workload}: ${where}; no copy is left on ${to}.`
}

export function renderError(workload: string, {message, hint}: ErrorJson): string {
  return `${workload}: ${message}${hint === undefined ? '' : ` Next: ${hint}`}`
}
