import type {MovePlan} from '../records/record.ts'

interface Clocks {
  source: {offsetMs: number; errorMs: number}
  destination: {offsetMs: number; errorMs: number}
}

/**
 * How long the work did not run, from the timestamps of both hosts (seconds of their CLOCK_REALTIME), corrected by the
 * difference of their clocks. The error is that of reading the clocks. Empty when a timestamp is missing, as after a resume.
 */
export function measureOutage(
  {source, destination, ticket}: Pick<MovePlan, 'source' | 'destination' | 'ticket'>,
  facts: Record<string, unknown>,
): {outageMs?: number; outageErrorMs?: number; measured?: string} {
  const {frozenAt, thawedAt} = facts
  const clocks = ticket['clocks'] as Clocks | undefined
  if (typeof frozenAt !== 'number' || typeof thawedAt !== 'number' || clocks === undefined) return {}
  const outage = thawedAt * 1000 - clocks.destination.offsetMs - (frozenAt * 1000 - clocks.source.offsetMs)
  const error = clocks.source.errorMs + clocks.destination.errorMs
  return {
    outageMs: Math.round(outage),
    outageErrorMs: Math.ceil(error),
    measured: `from just before its stop on ${source} to its start on ${destination}; the clocks of both hosts were compared to within ${Math.ceil(error)} ms`,
  }
}
