import {escapeLines, escapeText} from '../untrusted/index.ts'
import type {Clock} from '../time/clock.ts'
import type {Progress, ProgressTask} from './progress.ts'

interface Sink {
  write(text: string): unknown
  /** Characters that a slow reader has not taken yet. */
  readonly writableLength?: number
}

interface Terminal extends Sink {
  isTTY?: boolean
  columns?: number
}

const heartbeatMs = 10_000
const redrawMs = 100

/** Progress for a stream: one line redrawn in place on a terminal, else start and end lines and a heartbeat every 10 s. */
export function terminalProgress(sink: Terminal, clock: Clock): Progress {
  const inPlace = sink.isTTY === true && process.env['TERM'] !== 'dumb'
  const erase = inPlace ? '\r\u001b[K' : ''
  const write = boundedWriter(sink)
  const say = (line: string) => write(`${erase}${escapeLines(line)}\n`)
  return {
    say,
    start(title, {quietMs = 0} = {}): ProgressTask {
      const began = clock.monotonic()
      let line = title
      let drawn = Number.NEGATIVE_INFINITY
      const seconds = () => `${Math.round((clock.monotonic() - began) / 1000)} s`
      const draw = () => {
        if (clock.monotonic() - began < quietMs) return
        drawn = clock.monotonic()
        if (inPlace) write(`${erase}${escapeText(`${line} (${seconds()})`).slice(0, (sink.columns ?? 80) - 1)}`)
        else say(`${line} (${seconds()} so far)`)
      }
      if (inPlace) draw()
      else if (quietMs === 0) say(title)
      const beat = setInterval(draw, inPlace ? 1000 : heartbeatMs)
      beat.unref()
      return {
        update({done, total, unit = '', text}) {
          line = [title, bar(done, total, unit), text].filter((part) => part !== undefined && part !== '').join('  ')
          if (inPlace && clock.monotonic() - drawn >= redrawMs) draw()
        },
        end(text) {
          clearInterval(beat)
          if (inPlace) write(erase)
          if (text !== undefined) say(text)
        },
      }
    },
  }
}

function bar(done: number | undefined, total: number | undefined, unit: string): string {
  if (done === undefined) return ''
  if (total === undefined || total <= 0) return `${done} ${unit}`.trim()
  const share = Math.min(1, done / total)
  const filled = Math.round(share * 20)
  return `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}] ${Math.round(share * 100)} % of ${total} ${unit}`.trim()
}

/** Characters that may wait for a slow reader. */
const maxWaiting = 1024 * 1024

/** Never waits for the reader: while a reader stalls, further text is dropped and counted. */
function boundedWriter(sink: Sink): (text: string) => void {
  let dropped = 0
  return (text) => {
    if ((sink.writableLength ?? 0) >= maxWaiting) dropped += 1
    else {
      if (dropped > 0) sink.write(`(${dropped} lines were dropped: the reader was too slow)\n`)
      dropped = 0
      sink.write(text)
    }
  }
}
