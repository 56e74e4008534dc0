export interface Sink {
  write(text: string): unknown
  /** What it still holds for a reader that is slow. */
  readonly writableLength?: number
}

/** Characters that may wait for the reader. */
const most = 1024 * 1024

/** Writes for people, and never waits for who reads: while a reader stalls, what comes on top is dropped and counted. */
export function boundedWriter(sink: Sink): (text: string) => void {
  let dropped = 0
  return (text) => {
    if ((sink.writableLength ?? 0) >= most) dropped += 1
    else {
      if (dropped > 0) sink.write(`(${dropped} lines were dropped: nobody read them)\n`)
      dropped = 0
      sink.write(text)
    }
  }
}
