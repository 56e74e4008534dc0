import {untrusted} from '@ops/core/untrusted'
import {expect, test} from 'vitest'
import {readEvent, type StampedEvent} from './events.ts'

const text = untrusted('a\u001b[2J\n')
const at = '2026-01-01T00:00:00.000Z'

test.each<StampedEvent>([
  {event: 'tftp-refused', client: '10.0.0.9', file: text, code: 1, reason: 'File not found', at},
  {event: 'http-ended', client: '10.0.0.9', file: text, size: 1, status: 200, bytes: 1, complete: true, at},
  {event: 'beacon', client: '10.0.0.9', host: 'a', stage: text, state: text, detail: text, mac: 'm', uptimeS: 1, at},
  {event: 'dhcp-server', address: '10.0.0.254', mac: 'm', interface: 'eth0', offered: '10.0.0.9', network: '10.0.0.0/24', at},
  {event: 'nfs', host: 'a', state: 'ok', detail: 'served', at},
  {event: 'child', program: 'dnsmasq', line: text, at},
])('an event over the control socket keeps which of its texts are those of others: $event', (event) => {
  expect(readEvent(JSON.stringify(event))).toStrictEqual(event)
})
