import {join} from 'node:path'
import {expect, test} from 'vitest'
import {goldens} from '../../../../test/golden/golden.ts'
import {bootHostSchema, bootTopSchema} from '../inventory/schema.ts'
import type {BootPlan} from '../profiles/boot-machine.ts'
import {machineOf} from '../profiles/boot-machine.ts'
import {bootHost} from '../inventory/section.ts'
import type {Host} from '@ops/core/inventory'
import {dhcpPlan} from './dhcp-plan.ts'
import {dnsmasqConfig} from './dnsmasq-config.ts'
import {untrusted} from '@ops/core/untrusted'
import {readDnsmasqLine} from './lease-log.ts'
import {firmwareArgs} from './firmware-args.ts'
import {iscConfig} from './isc-config.ts'
import {keaConfig} from './kea-config.ts'

/** Two machines and a third that boots from flash. */
const top = bootTopSchema.parse({
  profiles: {
    menu: {firmware: 'slof', kernel: 'vmlinux', initrd: 'initrd', cmdline: 'console=hvc0 host={{host}}'},
    one: {firmware: 'pxcab', kernel: 'pxcab.elf', arch: 'ppc64', cmdline: 'quiet'},
    x86: {firmware: 'ipxe', kernel: 'vmlinuz', initrd: 'initrd.gz'},
    arm: {firmware: 'u-boot', kernel: 'Image', initrd: 'initrd.arm', cmdline: 'console=ttyAMA0'},
    efi: {firmware: 'edk2', bootfile: 'grubx64.efi'},
    flash: {source: 'flash'},
  },
})
const host = (name: string, boot: object): Host => {
  const section = bootHostSchema.parse(boot)
  const found = {
    name,
    tags: [],
    depends: [],
    ssh: {},
    transport: {kind: 'ssh'},
    workloads: [],
    ignore: [],
    spot: {file: '', line: 1, column: 1},
  }
  return {...found, section: (wanted: unknown) => (wanted === bootHost ? section : undefined)} as unknown as Host
}
const hosts = [
  host('pxcab', {mac: '00-1A-64-00-00-01', profile: 'one', ip: '10.0.0.5/24', gateway: '10.0.0.254'}),
  host('power.example.com', {mac: '001a64000002', profile: 'menu', ip: '10.0.0.6/24'}),
  host('pc', {mac: '00:1a:64:00:00:03', profile: 'x86'}),
  host('board', {mac: '00:1a:64:00:00:05', profile: 'arm', ip: '10.0.0.8/24'}),
  host('server', {mac: '00:1a:64:00:00:06', profile: 'efi', ip: '10.0.0.9/24'}),
  host('quiet', {mac: '00:1a:64:00:00:04', profile: 'flash'}),
]
const plan: BootPlan = {top, base: '/', machines: hosts.flatMap((one) => machineOf(one, top) ?? [])}
const dhcp = dhcpPlan(plan, ['10.0.0.1'], [{address: '10.0.0.1', prefix: 24, interface: 'eth0'}])
const server = '10.0.0.1'

goldens(join(import.meta.dirname, 'goldens'), (input) => {
  switch (input.trim()) {
    case 'dnsmasq full':
      return dnsmasqConfig(dhcp, {mode: 'full'})
    case 'dnsmasq full with a range':
      return dnsmasqConfig(dhcp, {mode: 'full', range: '10.0.0.100,10.0.0.200', interfaces: ['br0'], leaseFile: '/var/lib/leases'})
    case 'dnsmasq proxy':
      return dnsmasqConfig(dhcp, {mode: 'proxy'})
    case 'kea':
      return keaConfig(dhcp)
    case 'isc':
      return iscConfig(dhcp)
    default:
      return plan.machines.map((machine) => `# ${machine.host.name}\n${linesOf(machine)}`).join('\n')
  }
})

function linesOf(machine: (typeof plan.machines)[number]): string {
  try {
    return firmwareArgs(machine, server).join('\n')
  } catch (error) {
    return (error as Error).message
  }
}

test('a server of another network needs a gateway', () => {
  const [pxcab, , , board] = plan.machines
  if (pxcab === undefined || board === undefined) throw new Error('no machines')
  expect(firmwareArgs(pxcab, '10.9.9.9')).toEqual(['boot net:10.9.9.9,pxcab.elf,10.0.0.5,10.0.0.254 quiet'])
  expect(() => firmwareArgs(board, '10.9.9.9')).toThrow(
    'The boot server 10.9.9.9 is outside the network of board (10.0.0.8/24), and board has no gateway.',
  )
})

test.each([
  [
    'dnsmasq-dhcp: 3042 DHCPACK(eth0) 10.0.0.5 00:1A:64:00:00:01 pxcab',
    {message: 'ACK', mac: '00:1a:64:00:00:01', ip: '10.0.0.5', detail: untrusted('eth0 pxcab')},
  ],
  [
    'dnsmasq-dhcp: 3042 DHCPDISCOVER(eth0) 00:1a:64:00:00:01 ',
    {message: 'DISCOVER', mac: '00:1a:64:00:00:01', ip: undefined, detail: untrusted('eth0')},
  ],
  [
    'dnsmasq-dhcp: 3042 DHCPDISCOVER(eth0) 00:1a:64:00:00:01 no address available',
    {message: 'DISCOVER', mac: '00:1a:64:00:00:01', ip: undefined, detail: untrusted('eth0 no address available')},
  ],
  [
    'dnsmasq-dhcp: 3042 PXE(eth0) 00:1a:64:00:00:01 proxy',
    {message: 'PXE', mac: '00:1a:64:00:00:01', ip: undefined, detail: untrusted('eth0 proxy')},
  ],
  ['dnsmasq-dhcp: 3042 vendor class: PXEClient', undefined],
])('%s', (line, message) => expect(readDnsmasqLine(line)).toEqual(message))
