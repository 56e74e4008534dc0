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

/** The same network with settings, and one behind a relay agent. */
const subnets = [
  {network: '10.0.0.0/24', gateway: '10.0.0.253', dns: ['10.0.0.53', '10.0.0.54'], domain: 'lab.example'},
  {network: '10.20.0.0/16', gateway: '10.20.0.1', server: '10.0.0.7'},
]
const routed = bootTopSchema.parse({profiles: {x86: {firmware: 'pxe', bootfile: 'loader.0'}}, subnets})
const routedHosts = [
  host('near', {mac: '00:1a:64:00:00:21', profile: 'x86', ip: '10.0.0.21/24'}),
  host('own', {mac: '00:1a:64:00:00:22', profile: 'x86', ip: '10.0.0.22/24', gateway: '10.0.0.254'}),
  host('far', {mac: '00:1a:64:00:00:23', profile: 'x86', ip: '10.20.1.23/16'}),
]
const local = [{address: '10.0.0.1', prefix: 24, interface: 'eth0'}]
const planOf = (top: typeof routed, all: readonly Host[]) =>
  dhcpPlan({top, base: '/', machines: all.flatMap((one) => machineOf(one, top) ?? [])}, ['10.0.0.1'], local)

goldens(join(import.meta.dirname, 'goldens'), (input) => {
  switch (input.trim()) {
    case 'dnsmasq full':
      return dnsmasqConfig(dhcp, {mode: 'full'})
    case 'dnsmasq full with a range':
      return dnsmasqConfig(dhcp, {mode: 'full', range: '10.0.0.100,10.0.0.200', interfaces: ['br0'], leaseFile: '/var/lib/leases'})
    case 'dnsmasq proxy':
      return dnsmasqConfig(dhcp, {mode: 'proxy'})
    case 'dnsmasq subnets':
      return dnsmasqConfig(planOf(routed, routedHosts), {mode: 'full', beside: true})
    case 'kea subnets':
      return keaConfig(planOf(routed, routedHosts))
    case 'isc subnets':
      return iscConfig(planOf(routed, routedHosts))
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

test('machines behind a relay agent need a gateway; all of them are named', () => {
  const bare = bootTopSchema.parse({profiles: {x86: {}}, subnets: [{network: '10.20.0.0/16'}]})
  const two = ['far1', 'far2'].map((name, at) => host(name, {mac: `00:1a:64:00:00:3${at}`, profile: 'x86', ip: `10.20.0.${at + 5}/16`}))
  expect(() => planOf(bare, two)).toThrow('far[1-2] cannot reach the boot server: 10.20.0.0/16 is behind a relay agent and has no gateway.')
  expect(
    planOf(bare, [host('far1', {mac: '00:1a:64:00:00:30', profile: 'x86', ip: '10.20.0.5/16', gateway: '10.20.0.1'})]).machines,
  ).toHaveLength(1)
})

test.each([
  [[{network: '10.20.0.0'}], 'must be an IPv4 network, e.g. 10.20.0.0/24, not "10.20.0.0"'],
  [[{network: 'fd00::/64'}], 'must be an IPv4 network, e.g. 10.20.0.0/24, not "fd00::/64"'],
  [[{network: '10.20.0.0/24', gateway: '10.21.0.1'}], 'must lie in 10.20.0.0/24, not "10.21.0.1"'],
  [[{network: '10.20.0.0/24', domain: 'a\nb'}], 'must be a domain, e.g. lab.example.com'],
  [[{network: '10.20.0.0/16'}, {network: '10.20.3.0/24'}], 'must not overlap 10.20.0.0/16, another subnet; it is "10.20.3.0/24"'],
])('subnets %j are refused', (wrong, message) => {
  const {error} = bootTopSchema.safeParse({subnets: wrong})
  expect(error?.issues.map((issue) => issue.message)).toEqual([message])
})

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
