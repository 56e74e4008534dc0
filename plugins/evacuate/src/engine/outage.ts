import type {MovePlan} from '../record/record.ts'

interface Clocks {
  source: {offsetMs: number; errorMs: number}
  destination: {offsetMs: number; errorMs: number}
}

/**
 * How long the work stood still, from the stamps of both hosts (seconds of their CLOCK_REALTIME), the difference of their
 * clocks taken out. The error is that of reading the clocks; undefined when a stamp is missing, as after a resume.
 */
export function outageOf(
  {source, destination, ticket}: Pick<MovePlan, 'source' | 'destination' | 'ticket'>,
  told: Record<string, unknown>,
): {outageMs?: number; outageErrorMs?: number; measured?: string} {
  const {frozenAt, thawedAt} = told
  const clocks = ticket['clocks'] as Clocks | undefined
  if (typeof frozenAt !== 'number' || typeof thawedAt !== 'number' || clocks === undefined) return {}
  const outage = thawedAt * 1000 - clocks.destination.offsetMs - (frozenAt * 1000 - clocks.source.offsetMs)
  const error = clocks.source.errorMs + clocks.destination.errorMs
  return {
    outageMs: Math.round(outage),
    outageErrorMs: Math.ceil(error),
    measured: `from just before it was stopped on ${source} to its start on ${destination}, each by its own clock, compared to within ${Math.ceil(error)} ms`,
  }
}
