import {execFileSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {bootHostSchema, profileSchema} from '../inventory/schema.ts'
import {bootChoices} from '../profiles/boot-choices.ts'
import {checkRange, type DhcpMachine, type DhcpPlan, dhcpPlan} from './dhcp-plan.ts'
import {dnsmasqConfig} from './dnsmasq-config.ts'
import {iscConfig} from './isc-config.ts'

const network = {server: '10.0.0.1', base: '10.0.0.0', netmask: '255.255.255.0', interface: 'eth0'}
const names = ['ignore', 'infinite', '12', '1h', 'a b', '../x', 'ü', '10.0.0.9', '-a', 'node.1', 'node-1', 'x\nlog-queries', 'node_2']
const machines = names.map(
  (name, at): DhcpMachine => ({
    name,
    mac: `00:1a:64:00:00:${(at + 16).toString(16)}`,
    ip: `10.0.0.${at + 16}`,
    files: bootChoices(profileSchema.parse({bootfile: 'efi\\boot "x", y'})),
    firmware: 'pxe',
    gateway: undefined,
    network,
  }),
)
const plan: DhcpPlan = {networks: [network], machines}

test('a host name that dnsmasq would misread is left out, and no two machines share a tag', () => {
  const lines = dnsmasqConfig(plan, {mode: 'full'}).split('\n')
  const hosts = lines.filter((line) => line.startsWith('dhcp-host=')).map((line) => line.split(','))
  expect(hosts.map(([, , , name]) => name)).toEqual([...Array(9).fill(undefined), 'node', 'node-1', undefined, 'node_2'])
  expect(new Set(hosts.map(([, tag]) => tag)).size).toBe(names.length)
  expect(lines).not.toContain('log-queries')
})

test('dhcpd gets a declaration of its own for each machine', () => {
  const known = [...iscConfig(plan).matchAll(/^host (\S+) \{$/gm)].map(([, name]) => name)
  expect(new Set(known).size).toBe(names.length)
})

const dnsmasq = '/usr/sbin/dnsmasq'
test.skipIf(!existsSync(dnsmasq)).each(['full', 'proxy'] as const)('dnsmasq reads all of it (%s)', (mode) => {
  const dir = mkdtempSync(join(tmpdir(), 'ops-odd-names-'))
  onTestFinished(() => rmSync(dir, {recursive: true}))
  writeFileSync(join(dir, 'conf'), dnsmasqConfig(plan, {mode}))
  execFileSync(dnsmasq, ['--test', `--conf-file=${join(dir, 'conf')}`], {stdio: 'pipe'})
})

test.each([
  [{ip: '10.0.0.5\nconf-dir=/tmp'}],
  [{ip: '10.0.0.500/24'}],
  [{ip: '10.0.0.5/33'}],
  [{ip: '10.0.0.5/24/1'}],
  [{gateway: '10.0.0.1\ndhcp-script=/tmp/x'}],
  [{mac: 'no 001a6400 card 0001'}],
  [{mac: '00:1a:64:00:00'}],
  [{uuid: 'none'}],
  [{nfsPath: '/srv"\n}'}],
])('a host with %j is refused', (wrong) => {
  expect(bootHostSchema.safeParse({mac: '00:1a:64:00:00:01', profile: 'p'}).success).toBe(true)
  expect(bootHostSchema.safeParse({mac: '00:1a:64:00:00:01', profile: 'p', ...wrong}).success).toBe(false)
})

test.each([['001a.6400.0001'], ['00-1A-64-00-00-01'], ['001A64000001']])('the card %s', (mac) =>
  expect(bootHostSchema.parse({mac, profile: 'p'}).mac).toBe('00:1a:64:00:00:01'),
)

test.each([[{bootfile: 'a\nb'}], [{kernel: 'a\0'}], [{nfs: {path: '/a\n'}}]])('a profile with %j is refused', (wrong) => {
  expect(profileSchema.safeParse({}).success).toBe(true)
  expect(profileSchema.safeParse(wrong).success).toBe(false)
})

test('two addresses in one network make one entry; an address of another network is not leased', () => {
  const local = ['10.0.0.1', '10.0.0.2'].map((address) => ({address, prefix: 24, interface: 'eth0'}))
  const profile = profileSchema.parse({kernel: 'k'})
  const machine = (ip: string) => ({host: {name: ip}, boot: {mac: '00:1a:64:00:00:01'}, profile, ip})
  const machinesOf = [machine('10.0.0.5'), machine('10.9.0.5')] as unknown as Parameters<typeof dhcpPlan>[0]['machines']
  const found = dhcpPlan({top: {profiles: {}, subnets: []}, base: '/', machines: machinesOf}, [], local)
  expect(found.networks.map(({server}) => server)).toEqual(['10.0.0.1'])
  expect(found.machines.map(({ip}) => ip)).toEqual(['10.0.0.5', undefined])
})

test('a range has to lie in a network that is served', () => {
  checkRange('10.0.0.100,10.0.0.200', [network])
  for (const range of ['10.0.1.100,10.0.1.200', '10.0.0.100', '10.0.0.100-10.0.0.200', 'a,b', '10.0.0.100,10.0.0.200,1h'])
    expect(() => checkRange(range, [network])).toThrow(/is not a range/)
})
