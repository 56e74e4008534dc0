import type {DaemonEvent} from './daemon.ts'

/** Where lines go. A stream tells how much it still holds for a reader that is slow; other sinks hold nothing. */
export interface LineSink {
  write(line: string): unknown
  readonly writableLength?: number
  once?(event: 'drain', does: () => void): unknown
}

/** Characters that may wait for the reader; what comes on top is dropped. */
const most = 1024 * 1024

/**
 * Prints each event as one line, and never waits for who reads: a reader that stalls must neither stop a server nor fill
 * its memory. What was dropped is told in one line, `{"type":"ops.NAME.dropped/1","at","since","lines"}`, when the reader
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
