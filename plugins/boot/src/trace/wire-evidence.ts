import {formatBytes} from '@ops/core/text'
import type {BootEvent} from '../state/events.ts'
import type {Evidence} from '../timeline/evidence.ts'

/** A host with the names by which the boot server knows it. */
export interface Subject {
  host: string
  mac: string
}

type Seen = Omit<Evidence, 'atMs'>

/** The evidence of a host's boot in an event of the boot server, if any. Pure. */
export function wireEvidence(event: BootEvent, {host, mac}: Subject): Seen | undefined {
  if (event.event === 'dhcp') return event.mac === mac || event.host === host ? dhcp(event) : undefined
  // A report names the card of its sender, which anybody can write; the address of a known machine counts more.
  if (event.event === 'beacon') return event.host === host || (event.host === undefined && event.mac === mac) ? beacon(event) : undefined
  if (!('host' in event) || event.host !== host) return undefined
  switch (event.event) {
    case 'tftp-started':
      return wire('begun', `${event.file} (${event.firmware}, blocks of ${event.blksize})`)
    case 'tftp-ended':
      if (event.outcome === 'done')
        return wire(
          'ok',
          `${event.file}, ${formatBytes(event.size)} in ${(event.ms / 1000).toFixed(1)} s${event.retransmits === 0 ? '' : `, ${event.retransmits} retransmitted`}`,
        )
      // Firmware may request the size first, or cancel a transfer that it then repeats.
      if (event.allSent === true) return wire('begun', `${event.file}: ${event.reason ?? event.outcome}`)
      return event.outcome === 'probe'
        ? wire('begun', `${event.file}: size requested`)
        : wire('failed', `${event.file}: ${event.reason ?? event.outcome}`)
    case 'http-ended':
      if (event.status >= 400) return wire('failed', `${event.file}: HTTP ${event.status}`)
      if (!event.complete) return wire('failed', `${event.file}: interrupted after ${event.bytes} of ${event.size} bytes by HTTP`)
      // HEAD, or a conditional request of a cache.
      return event.bytes === 0 && event.size > 0
        ? wire('begun', `${event.file}: checked by HTTP`)
        : wire('ok', `${event.file}, ${formatBytes(event.bytes)} by HTTP`)
    case 'tftp-refused':
      // Loaders such as pxelinux try a list of names; only the end of the list is a failure, which the console shows.
      return event.code === 1
        ? wire('begun', `${event.file ?? ''}: ${event.reason}`)
        : wire('failed', `${event.file ?? 'a request'}: ${event.reason}`)
    default:
      return undefined
  }
}

function wire(state: Seen['state'], words: string): Seen {
  return {witness: 'wire', stage: 'tftp', state, words}
}

function dhcp({message, ip, detail}: Extract<BootEvent, {event: 'dhcp'}>): Seen {
  const state = message === 'ACK' ? 'ok' : message === 'NAK' ? 'failed' : 'begun'
  return {
    witness: 'wire',
    stage: 'dhcp',
    state,
    words: [message, ip, `${detail}`].filter((part) => part !== undefined && part !== '').join(' '),
  }
}

function beacon({stage, state, detail}: Extract<BootEvent, {event: 'beacon'}>): Seen {
  const seen = state.raw === 'ok' || state.raw === 'failed' ? state.raw : 'begun'
  return {witness: 'beacon', stage: `${stage}`, state: seen, words: `${detail}`}
}
