import {expect, test} from 'vitest'
import {parseRootReply} from './become-root.ts'

test.each([
  ['restarting adbd as root\n', 'restarting'],
  ['adbd is already running as root\n', 'already'],
  ['adbd cannot run as root in production builds\n', 'production'],
  ['ADB Root access is disabled by system setting - enable in Settings -> System -> Developer options\n', 'disabled'],
  ['root access is disabled by system setting - enable in settings -> development options\n', 'disabled'],
  ['', 'other'],
])('%j means %s', (text, reply) => {
  expect(parseRootReply(text)).toBe(reply)
})
