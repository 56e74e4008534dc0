import {type DaemonEvent, ndjson} from '@ops/core/daemon'
import {eventLine} from './event-lines.ts'
import {tryLines} from './try-lines.ts'

export interface PrinterInput {
  json: boolean
  out: {write(text: string): unknown}
  say: (line: string) => void
  isSample: boolean
}

/** Tells events to machines (NDJSON) or people; with the sample, people are also told what to try. */
export function eventPrinter({json, out, say, isSample}: PrinterInput): (event: DaemonEvent) => void {
  if (json) return ndjson(out)
  let base = ''
  return (event) => {
    const line = eventLine(event)
    if (line !== undefined) say(line)
    if (event.type.endsWith('.listening/1') && event['listener'] === 'mirrorlist') base = `http://${event['address']}`
    if (event.type.endsWith('.ready/1') && isSample) for (const one of tryLines(base)) say(one)
  }
}
