import {expect, test} from 'vitest'
import {checkListening} from './check-listening.ts'

const at = (...addresses: string[]) => ({listening: addresses.map((address) => ({address, port: 8022}))})
const reported = (open: string[], listen: string[]) => {
  const {state, detail} = checkListening(at(...open), {listen, port: 8022})
  return `${state}: ${detail}`
}

test.each<[string[], string[], string]>([
  [['127.0.0.1'], ['127.0.0.1'], 'holds: port 8022 on 127.0.0.1 only'],
  [['127.0.0.1', '2001:db8::7'], ['127.0.0.1', '2001:DB8:0::7'], 'holds: port 8022 on 127.0.0.1, 2001:db8::7 only'],
  [['127.0.0.1', 'fe80::1'], ['127.0.0.1', 'fe80::1%wlan0'], 'holds: port 8022 on 127.0.0.1, fe80::1 only'],
  [['0.0.0.0', '::'], [], 'holds: port 8022 on every address'],
  [['127.0.0.1'], ['127.0.0.1', '192.0.2.7'], 'fails: sshd does not listen on 192.0.2.7; the phone may not have that address now'],
  [['0.0.0.0', '::'], ['127.0.0.1'], 'fails: port 8022 is open on 0.0.0.0, :: as well'],
  [['127.0.0.1'], [], 'fails: sshd does not listen on 0.0.0.0; the phone may not have that address now'],
  [[], ['127.0.0.1'], 'fails: sshd does not listen on 127.0.0.1; the phone may not have that address now'],
])('open on %j where %j was asked for: %s', (open, listen, says) => {
  expect(reported(open, listen)).toBe(says)
})
