import {expect, test} from 'vitest'
import {LeaseLog, readLeaseFile} from './lease-log.ts'

const mac = '00:1a:64:00:00:01'
/** What dnsmasq 2.90 logs, with its process id where it writes to stderr. */
const line = (text: string, transaction = '3042') => `dnsmasq-dhcp[77]: ${transaction} ${text}`
const read = (...lines: string[]) => {
  const log = new LeaseLog()
  return lines.map((one) => log.read(one)).filter((change) => change !== undefined)
}

test('the ACK of a REQUEST is a lease, for the time that was sent', () => {
  const leased = {change: 'leased', mac, ip: '10.0.0.5'}
  expect(
    read(
      line(`DHCPREQUEST(eth0) 10.0.0.5 ${mac} `),
      line('tags: boot-001a64000001, known, eth0'),
      line(`DHCPACK(eth0) 10.0.0.5 ${mac} pxcab`),
      line('sent size:  4 option: 54 server-identifier  10.0.0.1'),
      line('sent size:  4 option: 51 lease-time  4m30s'),
    ),
  ).toEqual([
    {...leased, seconds: 3600},
    {...leased, seconds: 270},
  ])
})

test.each([
  ['of an INFORM', [line(`DHCPINFORM(eth0) 10.0.0.9 ${mac} `), line(`DHCPACK(eth0) 10.0.0.9 ${mac} pxcab`)]],
  [
    'of an INFORM in the transaction of a REQUEST',
    [
      line(`DHCPREQUEST(eth0) 10.0.0.5 ${mac} `),
      line(`DHCPNAK(eth0) 10.0.0.5 ${mac} wrong address`),
      line(`DHCPINFORM(eth0) 10.0.0.9 ${mac} `),
      line(`DHCPACK(eth0) 10.0.0.9 ${mac} pxcab`),
    ],
  ],
  ['without a REQUEST', [line(`DHCPACK(eth0) 10.0.0.9 ${mac} pxcab`)]],
  ['of another transaction', [line(`DHCPREQUEST(eth0) 10.0.0.9 ${mac} `, '1'), line(`DHCPACK(eth0) 10.0.0.9 ${mac} `, '2')]],
  [
    'in a text of a client',
    [line(`vendor class: DHCPREQUEST(eth0) 10.0.0.9 ${mac}`), line(`vendor class: DHCPACK(eth0) 10.0.0.9 ${mac} x`)],
  ],
])('an ACK %s is no lease', (_, lines) => expect(read(...lines)).toEqual([]))

test('RELEASE and DECLINE give an address back, unless dnsmasq does not have its lease', () => {
  expect(
    read(
      line(`DHCPRELEASE(eth0) 10.0.0.5 ${mac} unknown lease`),
      line(`DHCPRELEASE(eth0) 10.0.0.5 ${mac} `),
      line(`DHCPDECLINE(eth0) 10.0.0.6 ${mac} pxcab`),
    ),
  ).toEqual([
    {change: 'released', mac, ip: '10.0.0.5'},
    {change: 'released', mac, ip: '10.0.0.6'},
  ])
})

test('the lease file has leases with and without an end, and lines of other kinds', () => {
  const text = `1795956000 00:1A:64:00:00:01 10.0.0.5 pxcab 01:00:1a:64:00:00:01\n0 00:1a:64:00:00:02 10.0.0.6 * *\nduid 00:01\n17959`
  expect(readLeaseFile(text)).toEqual([
    {mac, ip: '10.0.0.5', until: 1_795_956_000_000},
    {mac: '00:1a:64:00:00:02', ip: '10.0.0.6', until: Number.POSITIVE_INFINITY},
  ])
})
