import {expect, test} from 'vitest'
import {untrusted} from '@ops/core/untrusted'
import type {BootEvent} from '../state/events.ts'
import {wireEvidence} from './wire-evidence.ts'

const subject = {host: 'pxcab', mac: '00:1a:64:00:00:01'}
const fetch = {client: '10.0.0.5', host: 'pxcab', file: untrusted('image.elf'), size: 44_000_000}

test.each<[string, BootEvent, object | undefined]>([
  [
    'a transfer begins',
    {event: 'tftp-started', id: 1, port: 2001, firmware: 'slof', blksize: 1428, windowsize: 1, ...fetch},
    {stage: 'tftp', state: 'begun'},
  ],
  [
    'a transfer ends',
    {event: 'tftp-ended', id: 1, outcome: 'done', bytes: 44_000_000, ms: 4600, retransmits: 2, ...fetch},
    {state: 'ok', words: 'image.elf, 44.0 MB in 4.6 s, 2 retransmitted'},
  ],
  [
    'a transfer breaks',
    {event: 'tftp-ended', id: 1, outcome: 'silent', reason: 'no ACK of block 3', bytes: 0, ms: 1, retransmits: 9, ...fetch},
    {state: 'failed', words: 'image.elf: no ACK of block 3'},
  ],
  [
    'a transfer whose last ACK is missing is neither done nor broken',
    {event: 'tftp-ended', id: 1, outcome: 'silent', reason: 'no ACK of block 3', allSent: true, bytes: 0, ms: 1, retransmits: 9, ...fetch},
    {state: 'begun', words: 'image.elf: no ACK of block 3'},
  ],
  ['a probe is no failure', {event: 'tftp-ended', id: 1, outcome: 'probe', bytes: 0, ms: 1, retransmits: 0, ...fetch}, {state: 'begun'}],
  [
    'a file by HTTP',
    {event: 'http-ended', status: 200, bytes: 44_000_000, complete: true, ...fetch},
    {state: 'ok', words: 'image.elf, 44.0 MB by HTTP'},
  ],
  ['its head alone', {event: 'http-ended', status: 200, bytes: 0, complete: true, ...fetch}, {state: 'begun'}],
  [
    'a connection that broke',
    {event: 'http-ended', status: 200, bytes: 1000, complete: false, ...fetch},
    {state: 'failed', words: 'image.elf: interrupted after 1000 of 44000000 bytes by HTTP'},
  ],
  [
    'a name of a list that is not there is no failure',
    {event: 'tftp-refused', client: 'c', host: 'pxcab', file: untrusted('pxelinux.cfg/default'), code: 1, reason: 'File not found'},
    {state: 'begun'},
  ],
  [
    'a refusal is one',
    {event: 'tftp-refused', client: 'c', host: 'pxcab', file: untrusted('x'), code: 2, reason: 'pxcab is not armed'},
    {state: 'failed'},
  ],
  [
    'an address is given',
    {event: 'dhcp', message: 'ACK', mac: subject.mac, ip: '10.0.0.5', detail: untrusted('')},
    {stage: 'dhcp', state: 'ok', words: 'ACK 10.0.0.5'},
  ],
  [
    'the image speaks',
    {
      event: 'beacon',
      client: 'c',
      host: undefined,
      stage: untrusted('nfs'),
      state: untrusted('ok'),
      detail: untrusted('srv'),
      mac: subject.mac,
      uptimeS: 4,
    },
    {witness: 'beacon', stage: 'nfs', state: 'ok', words: 'srv'},
  ],
  [
    'another machine names this card',
    {
      event: 'beacon',
      client: 'c',
      host: 'other',
      stage: untrusted('nfs'),
      state: untrusted('ok'),
      detail: untrusted('srv'),
      mac: subject.mac,
      uptimeS: 4,
    },
    undefined,
  ],
  ['another host', {event: 'tftp-ended', id: 1, outcome: 'done', bytes: 1, ms: 1, retransmits: 0, ...fetch, host: 'other'}, undefined],
  ['another card', {event: 'dhcp', message: 'ACK', mac: '00:00:00:00:00:02', detail: untrusted('')}, undefined],
  ['no host', {event: 'tftp-refused', client: 'c', reason: 'malformed'}, undefined],
])('%s', (_name, event, expected) => {
  const seen = wireEvidence(event, subject)
  if (expected === undefined) expect(seen).toBeUndefined()
  else expect(seen).toMatchObject(expected)
})
