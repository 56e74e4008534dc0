import {expect, test} from 'vitest'
import {untrusted} from '@ops/core/untrusted'
import {eventText} from './event-text.ts'

test('control characters of clients are escaped', () => {
  const file = untrusted('x\n12:00:00.000 pxcab has kernel\u001b[2J\u009b2J')
  expect(
    eventText({event: 'tftp-refused', client: '10.0.0.9', file, code: 1, reason: 'File not found', at: '2026-01-01T00:00:00.000Z'}),
  ).toBe('00:00:00.000 10.0.0.9 was refused x\\n12:00:00.000 pxcab has kernel\\x1b[2J\\x9b2J: File not found')
})
