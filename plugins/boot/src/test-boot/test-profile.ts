import type {Host, Inventory} from '@ops/core/inventory'
import type {Clock} from '@ops/core/time'
import {imageErrors} from '../errors/image-errors.ts'
import {traceErrors} from '../errors/trace-errors.ts'
import {bootTarget} from '../profiles/boot-target.ts'
import {type BootMachine, bootPlan} from '../profiles/boot-machine.ts'
import {bootHostSchema, type Firmware, type Profile} from '../inventory/schema.ts'
import {templateValues} from '../profiles/template-values.ts'
import type {QemuMachine} from '../qemu/machine-argv.ts'
import {BootServer} from '../serve/boot-server.ts'
import {wireEvidence} from '../trace/wire-evidence.ts'
import {privateNetworks, usualLimits} from '../tftp/limits.ts'
import {stagesOf} from '../timeline/stages.ts'
import type {ReportEvidence} from '../timeline/evidence.ts'
import type {Faults} from './faults.ts'
import {type TestBootOutcome, testBoot} from './test-boot.ts'
import {uBootCommands} from '../qemu/u-boot-commands.ts'

export interface TestProfileOptions {
  target: string
  root: string | undefined
  faults: Faults
  memoryMiB: number
  forMs: number
  /** Last stage to wait for; default: the last that a guest without NFS can reach. */
  until: string | undefined
  onConsole?: (line: string) => void
}

/** Firmware that QEMU can run. */
const machines: Partial<Record<Firmware, QemuMachine['firmware']>> = {
  slof: 'slof',
  pxcab: 'slof',
  ipxe: 'ipxe',
  pxe: 'ipxe',
  'u-boot': 'u-boot',
}
const loopback = '127.0.0.1'

/** Boots a profile under QEMU from a boot server in this process, which serves the same content as `ops boot serve`. */
export async function testProfile(
  inventory: Inventory,
  options: TestProfileOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<TestBootOutcome> {
  const machine = machineOf(inventory, options.target)
  const {profile, boot, host} = machine
  const firmware = machines[profile.firmware]
  if (firmware === undefined || profile.source === 'flash')
    throw traceErrors.BOOT_TEST_FIRMWARE({}, machine.profileName, profile.source === 'flash' ? 'flash' : profile.firmware)
  const bootfile = profile.bootfile ?? profile.kernel
  if (bootfile === undefined) throw imageErrors.BOOT_IMAGE_NO_NAME({}, machine.profileName, 'kernel')
  const plan = {...bootPlan(inventory), machines: [machine]}
  await using server = new BootServer(
    {
      root: options.root,
      addresses: [loopback],
      tftpPort: 0,
      httpPort: undefined,
      control: undefined,
      armedOnly: false,
      limits: {...usualLimits, allow: privateNetworks},
      maxWindowBytes: 65_536,
    },
    {plan, clock},
  )
  await server.check()
  server.clients.leased(boot.mac, loopback)
  const port = await server.tftp.listen(loopback, 0)
  const {cmdline = ''} = templateValues(machine, {server: '10.0.2.2'}) as Record<string, string>
  // Awaited, because the server is closed at the end of this function.
  return await testBoot(
    {
      firmware,
      memoryMiB: options.memoryMiB,
      mac: boot.mac,
      hostname: host.name,
      bootfile,
      tftp: {address: loopback, port},
      faults: options.faults,
      stages: stagesUntil(profile, options.until),
      timeoutMs: options.forMs,
      ...(firmware === 'slof' ? {bootCommand: `boot net:dhcp ${cmdline}`.trim()} : {}),
      ...(firmware === 'u-boot' ? {typing: uBootCommands(profile, cmdline)} : {}),
      ...(options.onConsole === undefined ? {} : {onConsole: options.onConsole}),
      wire: (report) => watchServer(server, machine, report),
    },
    signal,
  )
}

function watchServer(server: BootServer, {host, boot}: BootMachine, report: ReportEvidence): void {
  server.hub.subscribe((event) => {
    const seen = wireEvidence(event, {host: host.name, mac: boot.mac})
    if (seen !== undefined) report(seen)
  })
}

/** The stages up to `until`; by default those before NFS, because the simulated network has no NFS server. */
function stagesUntil(profile: Profile, until: string | undefined): string[] {
  const all = stagesOf(profile)
  if (until !== undefined) {
    if (!all.includes(until)) throw traceErrors.BOOT_TEST_STAGE({}, until, all)
    return all.slice(0, all.indexOf(until) + 1)
  }
  const nfs = all.indexOf('nfs')
  const reachable = nfs < 0 ? all : all.slice(0, nfs)
  return profile.image === undefined ? reachable.filter((stage) => stage !== 'login') : reachable
}

function machineOf(inventory: Inventory, name: string): BootMachine {
  const plan = bootPlan(inventory)
  const target = bootTarget(inventory, name)
  const known = plan.machines.find((one) => one.host.name === name) ?? plan.machines.find((one) => one.profileName === target.profileName)
  if (known !== undefined) return known
  const boot = bootHostSchema.parse({mac: '52:54:00:12:34:56', profile: target.profileName})
  return {
    host: hostOfProfile(target.profileName, inventory),
    boot,
    profile: target.profile,
    profileName: target.profileName,
    arch: target.arch,
    ip: undefined,
  }
}

/** A host for a profile that no host of the inventory has. */
function hostOfProfile(name: string, {file}: Inventory): Host {
  return {
    name,
    tags: [],
    depends: [],
    ssh: {},
    transport: {kind: 'local'},
    workloads: [],
    ignore: [],
    spot: {file, line: 1, column: 1},
    section: () => undefined,
  }
}
