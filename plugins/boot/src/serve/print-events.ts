import type {DaemonEvent} from '@ops/core/daemon'
import {eventText} from './event-text.ts'
import type {StampedEvent} from './events.ts'

export interface EventPrinters {
  onEvent(event: StampedEvent): void
  onDaemonEvent(event: DaemonEvent): void
}

/** NDJSON for programs, lines for people. */
export function printEvents(asJson: boolean, out: (line: string) => void, say: (line: string) => void): EventPrinters {
  if (asJson) {
    return {
      onEvent: (event) => out(ndjsonLine(event)),
      onDaemonEvent: (event) => out(`${JSON.stringify(event)}\n`),
    }
  }
  return {
    onEvent: (event) => say(eventText(event)),
    onDaemonEvent({type, at, ...detail}) {
      const name = type.slice('ops.boot.'.length, -'/1'.length)
      const words = Object.values(detail).filter((value) => typeof value === 'string')
      say(`${at.slice(11, 23)} ${[name, ...words].join(' ')}`)
    },
  }
}

/** An event as daemons print it. */
export function ndjsonLine({event, at, ...rest}: StampedEvent): string {
  return `${JSON.stringify({type: `ops.boot.${event}/1`, at, ...rest})}\n`
}
