import type {SurveyedProcess} from './surveyed-process.ts'

/**
 * How a traced process is let go; undefined when nothing traces it. A signal does not help while the tracer lives. criu holds the
 * processes of a move, also of one whose record is gone.
 */
export function tracerHint(name: string, {host, output}: SurveyedProcess['source']): string | undefined {
  const [, tracer, ...program] = (output.get('traced') ?? '').split(' ')
  if (tracer === undefined) return undefined
  if (program.join(' ') !== 'criu') return `end process ${tracer} on ${host}`
  return `run ops evacuate status ${host}; if no move holds ${name}, run kill ${tracer} on ${host}, which lets it run`
}
