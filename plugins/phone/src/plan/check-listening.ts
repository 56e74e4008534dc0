import type {Settings} from '../manifest/manifest.ts'
import type {PhoneFacts} from '../facts/phone-facts.ts'
import type {Check} from '../verify/check.ts'

/** Compares the kernel's list of sockets with the settings: sshd skips an address that it cannot bind, and only logs it. */
export function checkListening({listening}: Pick<PhoneFacts, 'listening'>, {listen, port}: Pick<Settings, 'listen' | 'port'>): Check {
  const open = listening.filter((socket) => socket.port === port).map(({address}) => address)
  const wanted = listen.length === 0 ? [open.includes('::') ? '::' : '0.0.0.0'] : listen.map(shortForm)
  const missing = wanted.filter((address) => !open.includes(address) && !open.includes(anyOf(address)))
  const beyond = listen.length === 0 ? [] : open.filter((address) => !wanted.includes(address))
  if (missing.length > 0)
    return {
      name: 'listen',
      state: 'fails',
      detail: `sshd does not listen on ${missing.join(', ')}; the phone may not have that address now`,
    }
  if (beyond.length > 0) return {name: 'listen', state: 'fails', detail: `port ${port} is open on ${beyond.join(', ')} as well`}
  return {name: 'listen', state: 'holds', detail: `port ${port} on ${listen.length === 0 ? 'every address' : `${wanted.join(', ')} only`}`}
}

/** As the probe writes addresses; sockets do not show an interface. */
function shortForm(address: string): string {
  const bare = address.replace(/%.*$/, '')
  return bare.includes(':') ? new URL(`http://[${bare}]`).hostname.slice(1, -1) : bare
}

function anyOf(address: string): string {
  return address.includes(':') ? '::' : '0.0.0.0'
}
