import type {Host, Inventory} from '@ops/core/inventory'
import type {Clock} from '@ops/core/time'
import {imageErrors} from '../errors/image-errors.ts'
import {traceErrors} from '../errors/trace-errors.ts'
import {bootTarget} from '../profiles/boot-target.ts'
import {bootChoices} from '../profiles/boot-choices.ts'
import {type BootMachine, type BootPlan, bootPlan} from '../profiles/boot-machine.ts'
import {bootHostSchema, type Profile} from '../inventory/schema.ts'
import {templateValues} from '../profiles/template-values.ts'
import {BootServer} from '../serve/boot-server.ts'
import {wireEvidence} from '../trace/wire-evidence.ts'
import {privateNetworks, usualLimits} from '../tftp/limits.ts'
import {stagesOf} from '../timeline/stages.ts'
import type {ReportEvidence} from '../timeline/evidence.ts'
import type {Faults} from './faults.ts'
import {firmwareOf, skipPxe, type TestFirmware} from './test-firmware.ts'
import {servedLan} from './served-lan.ts'
import {type TestBootOutcome, type TestBootRequest, testBoot} from './test-boot.ts'
import type {OpenLan} from './test-lan.ts'
import {userspaceLan} from './userspace-lan.ts'
import {uBootCommands} from '../qemu/u-boot-commands.ts'

export interface TestProfileOptions {
  target: string
  root: string | undefined
  faults: Faults
  /** Name of `testFirmwares`; default: that of the profile. */
  firmware: TestFirmware | undefined
  /** Without the real boot server: the network is simulated, needs no root, and answers DHCP itself. */
  simulate: boolean
  memoryMiB: number
  forMs: number
  /** Last stage to wait for; default: the last that a guest without NFS can reach. */
  until: string | undefined
  onConsole?: (line: string) => void
}

const loopback = '127.0.0.1'
/** Debian's U-Boot for QEMU uses the address of its environment, not that of the card (seen with 2023.01). */
const uBootMac = '52:52:52:52:52:52'

/** Boots a host or profile under QEMU, from `ops boot serve` in a network namespace or over a simulated network. */
export async function testProfile(
  inventory: Inventory,
  options: TestProfileOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<TestBootOutcome> {
  const named = machineOf(inventory, options.target)
  const {firmware, overHttp} = firmwareOf(named, options.firmware)
  const machine = firmware === 'u-boot' ? {...named, boot: {...named.boot, mac: uBootMac}} : named
  const {profile, boot} = machine
  const plan = {...bootPlan(inventory), machines: [machine]}
  const {cmdline = ''} = templateValues(machine, {server: '10.0.2.2'}) as Record<string, string>
  const request: TestBootRequest = {
    firmware,
    memoryMiB: options.memoryMiB,
    mac: boot.mac,
    lan: servedLan(machine, plan, options.root, clock, signal),
    stages: stagesUntil(profile, options.until),
    timeoutMs: options.forMs,
    ...(firmware === 'slof' ? {bootCommand: `boot net:dhcp ${cmdline}`.trim()} : {}),
    ...(firmware === 'u-boot' ? {typing: uBootCommands(profile, cmdline)} : {}),
    ...(overHttp ? {pressing: skipPxe} : {}),
    ...(options.onConsole === undefined ? {} : {onConsole: options.onConsole}),
  }
  if (!options.simulate) return testBoot(request, signal)
  if (firmware === 'ovmf' || firmware === 'aavmf') throw traceErrors.BOOT_TEST_NEEDS_ROOT({}, 'UEFI')
  const bootfile = firmware === 'ipxe' ? bootChoices(profile).ipxe : (profile.bootfile ?? profile.kernel)
  if (bootfile === undefined) throw imageErrors.BOOT_IMAGE_NO_NAME({}, machine.profileName, 'kernel')
  await using server = await simulatedServer(options.root, plan, clock)
  const lan = {names: {bootfile, hostname: machine.host.name}, tftp: {address: loopback, port: server.port}, faults: options.faults}
  const open: OpenLan = async (report) => {
    watchServer(server.server, machine, report)
    return userspaceLan(lan, report)
  }
  // Awaited, because the server is closed at the end of this function.
  return await testBoot({...request, lan: open}, signal)
}

/** TFTP of the boot server in this process. */
async function simulatedServer(root: string | undefined, plan: BootPlan, clock: Clock) {
  const server = new BootServer(
    {
      root,
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
  for (const {boot} of plan.machines) server.clients.leased(boot.mac, loopback)
  return {server, port: await server.tftp.listen(loopback, 0), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]()}
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
