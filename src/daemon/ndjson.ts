import type {DaemonEvent} from './daemon.ts'

/** Prints each event as one line. */
export function ndjson(sink: {write(line: string): unknown}): (event: DaemonEvent) => void {
  return (event) => void sink.write(`${JSON.stringify(event)}\n`)
}
