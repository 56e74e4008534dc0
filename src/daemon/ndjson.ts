import type {DaemonEvent} from './daemon.ts'

/** Receives lines. A stream reports how much a slow reader has not taken yet; other sinks hold nothing. */
export interface LineSink {
  write(line: string): unknown
  readonly writableLength?: number
  once?(event: 'drain', action: () => void): unknown
}

/** Characters that may wait for the reader; further lines are dropped. */
const most = 1024 * 1024

/**
 * Prints each event as one line and never waits for the reader: a reader that stalls must neither stop a server nor fill
 * its memory. Dropped lines are reported in one line, `{"type":"ops.NAME.dropped/1","at","since","lines"}`, when the reader
 * has caught up.
 */
export function ndjson(sink: LineSink): (event: DaemonEvent) => void {
  let dropped: {type: string; at: string; since: string; lines: number} | undefined
  const print = (event: object) => void sink.write(`${JSON.stringify(event)}\n`)
  const caughtUp = () => {
    if (dropped !== undefined) print(dropped)
    dropped = undefined
  }
  return (event) => {
    if (dropped !== undefined) {
      dropped.lines += 1
      dropped.at = event.at
    } else if ((sink.writableLength ?? 0) < most) print(event)
    else {
      const type = event.type.replace(/\.[^.]*$/, '.dropped/1')
      dropped = {type, at: event.at, since: event.at, lines: 1}
      sink.once?.('drain', caughtUp)
    }
  }
}
