import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, vi} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {machineArgv} from '../src/qemu/machine-argv.ts'
import {runMachine} from '../src/qemu/run-machine.ts'
import {efiProgram} from './fixtures/efi-program.ts'
import {type PxeScene, pxeScene} from './fixtures/pxe-scene.ts'
import {runCli} from './service/run-cli.ts'
import {type RunningOps, startOps} from './service/start-ops.ts'

// Real PXE clients (iPXE in the card's ROM, and EDK2), with addresses from another DHCP server and files from ops.
const edk2 = '/usr/share/ovmf/OVMF.fd'
const test = lab({
  root: true,
  programs: ['ip', 'qemu-system-x86_64', 'dnsmasq', 'kea-dhcp4', 'dhcpd'],
  ...(existsSync(edk2) ? {} : {missing: 'ovmf is not installed'}),
})
const limitMs = 300_000
const mac = '52:54:00:78:00:05'
/** The received values are visible only in the machine's output. */
const script = '#!ipxe\necho booted by {{host}} from {{server}}\n'

function inventoryIn(
  dir: string,
  pc: object = {firmware: 'ipxe', bootfile: 'boot.ipxe', templates: {'boot.ipxe': {text: script}}},
): string {
  const file = join(dir, 'ops.yaml')
  writeFileSync(file, JSON.stringify({hosts: {pc: {boot: {mac, profile: 'pc', ip: '10.78.0.5/24'}}}, boot: {root: '.', profiles: {pc}}}))
  return file
}

/** The console of the machine until it reports its boot. */
async function boots({inServer}: PxeScene, firmware: 'ipxe' | 'edk2' = 'ipxe'): Promise<string> {
  const machine = machineArgv({
    firmware: 'ipxe',
    memoryMiB: 256,
    mac,
    netdev: 'tap,ifname=tap0,script=no,downscript=no',
    serial: 'stdio',
    // Without the card's ROM the firmware's own PXE client boots.
    ...(firmware === 'edk2' ? {card: 'virtio-net-pci,romfile='} : {}),
  })
  if (firmware === 'edk2') machine.push('-bios', edk2)
  let output = ''
  await using _running = await runMachine([...inServer, ...machine], (line) => (output += `${line}\n`))
  // expect.poll belongs to one test at a time, and these run at the same time.
  await vi.waitFor(() => expect(output).toContain('booted by '), {timeout: limitMs - 20_000, interval: 200})
  return output
}

const serve = ({dir, inServer}: PxeScene, more: string[] = [], inventory = inventoryIn(dir)): Promise<RunningOps> =>
  startOps(['--inventory', inventory, '--listen', '10.78.0.1', '--no-http', '--control', join(dir, 'control'), ...more], inServer)

/** A DHCP server for addresses only, without boot file and boot server. */
const plainDhcp = ({dir}: PxeScene) => [
  ...['dnsmasq', '--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--user=root', '--no-ping', '--no-hosts', '--pid-file='],
  ...['--interface=other0', `--dhcp-leasefile=${join(dir, 'leases')}`, '--dhcp-range=10.78.0.100,10.78.0.150,255.255.255.0,1h'],
]

async function ownConfig({dir, inServer}: PxeScene, kind: 'kea' | 'isc'): Promise<string> {
  const {stdout, stderr} = await runCli(['boot', 'dhcp-config', kind, '--inventory', inventoryIn(dir), '--listen', '10.78.0.1'], {
    before: inServer,
  })
  expect(stderr).toBe('')
  return stdout
}

describe.concurrent('a PXE client boots from ops boot serve', () => {
  test(
    'through our proxy, beside a DHCP server that gives addresses alone',
    async () => {
      await using scene = pxeScene('proxy')
      await scene.startDhcp(plainDhcp(scene))
      await using ops = await serve(scene, ['--dhcp', 'proxy'])
      expect(await boots(scene)).toContain('booted by pc from 10.78.0.1')
      const fetched = ops.events.filter(({type}) => type === 'ops.boot.tftp-ended/1')
      // The address comes from the other server, so the machine was identified by its MAC address.
      expect(fetched.at(-1)).toMatchObject({
        file: 'boot.ipxe',
        host: 'pc',
        outcome: 'done',
        client: expect.stringMatching(/^10\.78\.0\.1\d\d$/),
      })
    },
    limitMs,
  )

  test(
    'through our proxy with UEFI, which asks for the size first and for windows of 4 blocks',
    async () => {
      await using scene = pxeScene('efi')
      await scene.startDhcp(plainDhcp(scene))
      writeFileSync(join(scene.dir, 'pc.efi'), efiProgram('booted by an EFI program', 1 << 20))
      await using ops = await serve(scene, ['--dhcp', 'proxy'], inventoryIn(scene.dir, {firmware: 'edk2', bootfile: 'pc.efi'}))
      await boots(scene, 'edk2')
      const of = (type: string) => ops.events.filter((event) => event.type === `ops.boot.${type}/1`)
      expect(of('tftp-started').map(({blksize, windowsize}) => [blksize, windowsize])).toContainEqual([1468, 4])
      expect(of('tftp-ended').map(({outcome}) => outcome)).toEqual(['probe', 'done'])
    },
    limitMs,
  )

  test(
    'through --dhcp full, which gives the address of the inventory',
    async () => {
      await using scene = pxeScene('full')
      await using ops = await serve(scene, ['--dhcp', 'full'])
      expect(await boots(scene)).toContain('booted by pc from 10.78.0.1')
      expect(ops.events.filter(({type}) => type === 'ops.boot.tftp-ended/1').at(-1)).toMatchObject({client: '10.78.0.5', outcome: 'done'})
    },
    limitMs,
  )

  test(
    'through kea, with the configuration that ops boot dhcp-config prints',
    async () => {
      await using scene = pxeScene('kea')
      const printed = JSON.parse(await ownConfig(scene, 'kea')) as {Dhcp4: object}
      // Settings that a site adds: interface, lease file and logging.
      const site = {
        'interfaces-config': {interfaces: ['other0']},
        'lease-database': {type: 'memfile', persist: false},
        loggers: [{name: 'kea-dhcp4', severity: 'ERROR', output_options: [{output: 'stderr'}]}],
      }
      const file = join(scene.dir, 'kea.json')
      writeFileSync(file, JSON.stringify({Dhcp4: {...printed.Dhcp4, ...site}}))
      const env = {KEA_LOCKFILE_DIR: scene.dir, KEA_PIDFILE_DIR: scene.dir}
      await scene.startDhcp(['kea-dhcp4', '-c', file], env)
      await using _ops = await serve(scene)
      expect(await boots(scene)).toContain('booted by pc from 10.78.0.1')
    },
    limitMs,
  )

  test(
    'through ISC dhcpd, with the configuration that ops boot dhcp-config prints',
    async () => {
      await using scene = pxeScene('isc')
      const [file, leases] = [join(scene.dir, 'dhcpd.conf'), join(scene.dir, 'leases')]
      writeFileSync(file, await ownConfig(scene, 'isc'))
      writeFileSync(leases, '')
      await scene.startDhcp(['dhcpd', '-f', '-q', '-4', '-cf', file, '-lf', leases, '-pf', join(scene.dir, 'pid'), 'other0'])
      await using _ops = await serve(scene)
      expect(await boots(scene)).toContain('booted by pc from 10.78.0.1')
    },
    limitMs,
  )
})
