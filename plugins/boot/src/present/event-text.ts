import {formatLocalTime, plural} from '@ops/core/text'
import {escapeText} from '@ops/core/untrusted'
import {dhcpServerText} from '../state/dhcp-servers.ts'
import type {StampedEvent} from '../state/events.ts'

/** Renders an event as one line. */
export function eventText(event: StampedEvent): string {
  // File names and beacons come from other machines.
  return `${formatLocalTime(event.at).time} ${escapeText(describe(event))}`
}

function describe(event: StampedEvent): string {
  switch (event.event) {
    case 'tftp-started':
      return `${who(event)} fetches ${event.file} (${event.size} bytes, blocks of ${event.blksize}, window ${event.windowsize}, as ${event.firmware})`
    case 'tftp-ended':
      return event.outcome === 'done'
        ? `${who(event)} has ${event.file} after ${event.ms} ms${event.retransmits > 0 ? `, ${plural(event.retransmits, 'block')} retransmitted` : ''}`
        : `${who(event)} did not get ${event.file}: ${event.reason ?? event.outcome} (${event.bytes} of ${event.size} bytes)`
    case 'tftp-refused':
      return `${who(event)} was refused${event.file === undefined ? '' : ` ${event.file}`}: ${event.reason}`
    case 'http-ended':
      return `${who(event)} HTTP ${event.status} ${event.file} (${event.bytes} of ${event.size} bytes${event.complete ? '' : ', interrupted'})`
    case 'beacon':
      return `${who(event)} reports ${event.stage} ${event.state} ${event.detail}`.trimEnd()
    case 'dhcp':
      return `DHCP ${event.message} ${event.host ?? event.mac}${event.ip === undefined ? '' : ` ${event.ip}`}`
    case 'dhcp-server':
      return `warning: another DHCP server answers: ${dhcpServerText(event)}`
    case 'armed':
      return `${event.host} may boot until ${event.until ?? 'disarmed'}`
    case 'disarmed':
      return `${event.host} may no longer boot`
    case 'nfs':
      return `NFS root of ${event.host} ${event.state}: ${event.detail}`
    case 'child':
      return `${event.program}: ${event.line}`
    case 'listen-failed':
      return `cannot listen on ${event.address}: ${event.reason}`
  }
}

function who({host, client}: {host?: string | undefined; client: string}): string {
  return host === undefined ? client : `${host} (${client})`
}
