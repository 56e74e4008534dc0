import {formatLocalTime} from '@ops/core/text'
import type {DaemonEvent} from '@ops/core/daemon'
import {eventText} from './event-text.ts'
import type {StampedEvent} from '../state/events.ts'

export interface EventPrinters {
  onEvent(event: StampedEvent): void
  onDaemonEvent(event: DaemonEvent): void
}

/** Prints events as NDJSON when `print` is given, else as text lines. */
export function printEvents(print: ((event: DaemonEvent) => void) | undefined, say: (line: string) => void): EventPrinters {
  if (print !== undefined) return {onEvent: (event) => print(daemonEvent(event)), onDaemonEvent: print}
  return {
    onEvent: (event) => say(eventText(event)),
    onDaemonEvent({type, at, ...detail}) {
      const name = type.slice('ops.boot.'.length, -'/1'.length)
      const texts = Object.values(detail).filter((value) => typeof value === 'string')
      say(`${formatLocalTime(at).time} ${[name, ...texts].join(' ')}`)
    },
  }
}

/** An event as a line of NDJSON. */
export function ndjsonLine(event: StampedEvent): string {
  return `${JSON.stringify(daemonEvent(event))}\n`
}

function daemonEvent({event, at, ...rest}: StampedEvent): DaemonEvent {
  return {type: `ops.boot.${event}/1`, at, ...rest}
}
