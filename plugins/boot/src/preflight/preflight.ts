import {existsSync} from 'node:fs'
import {BootContent} from '../files/boot-content.ts'
import {FileCache} from '../files/file-cache.ts'
import {readAll} from '../files/layered-source.ts'
import type {BootMachine, BootPlan} from '../profiles/boot-machine.ts'
import {firstRequests} from '../profiles/first-requests.ts'
import {isOneFile} from '../profiles/first-file.ts'
import {Clients} from '../state/clients.ts'
import {bad, checkExecutable, checkInitrd, checkKernel, checkName, checkSize, ok, type PreflightFinding} from './check-files.ts'
import {checkRoot} from './check-root.ts'
import {kernelRelease} from '../elf/kernel-release.ts'

export interface PreflightReport {
  host: string
  profile: string
  /** False: the host cannot boot. */
  bootable: boolean
  findings: PreflightFinding[]
}

const megabyte = 1024 * 1024

/** Checks the files of a host as the server would serve them. Only reads. */
export async function preflight(machine: BootMachine, plan: BootPlan, root: string | undefined): Promise<PreflightReport> {
  const findings =
    machine.profile.source === 'flash'
      ? [ok('source', 'the host boots from its own flash, so the server has no files to check.')]
      : await checkMachine(machine, plan, root)
  return {host: machine.host.name, profile: machine.profileName, bootable: findings.every(({state}) => state !== 'bad'), findings}
}

async function checkMachine(machine: BootMachine, plan: BootPlan, root: string | undefined): Promise<PreflightFinding[]> {
  const {profile, boot, arch} = machine
  if (arch === undefined)
    return [bad('architecture', `the architecture of ${machine.host.name} is not set; set arch of the host or profile.`)]
  const {kernel, initrd} = profile
  const bootfile = profile.bootfile ?? kernel
  if (bootfile === undefined) return [bad('kernel', `the profile ${machine.profileName} names neither kernel nor bootfile.`)]
  await using cache = new FileCache()
  const content = new BootContent({
    cache,
    clients: new Clients(plan.machines, {neighbours: () => new Map()}),
    plan: () => plan,
    root,
    httpPort: () => undefined,
  })
  const fetchFile = async (name: string) => {
    const found = await content.resolveFor(name, machine, {address: machine.ip ?? '127.0.0.1', local: '127.0.0.1'})
    if (found.kind !== 'found') return found.detail
    await using source = found.source
    return {bytes: await readAll(source), rule: found.rule}
  }
  const findings: PreflightFinding[] = [checkName(profile.firmware, bootfile)]
  const memory = boot.vars['memory-mib'] ?? profile.vars['memory-mib']
  const memoryBytes = memory === undefined ? undefined : Number(memory) * megabyte
  const first = await fetchFile(bootfile)
  const place = `in ${content.folder(machine) ?? 'no folder: boot.root is not set'}`
  if (typeof first === 'string') {
    findings.push(bad('file', `${bootfile}: ${first} (${place}).`))
    for (const [subject, name] of [
      ['kernel', kernel],
      ['initrd', isOneFile(profile) ? undefined : initrd],
    ] as const) {
      if (name === undefined || name === bootfile) continue
      const found = await fetchFile(name)
      if (typeof found === 'string') findings.push(bad(subject, `${name}: ${found} (${place}).`))
    }
    return findings
  }
  findings.push(checkSize(profile.firmware, first.bytes.length, memoryBytes))
  const menu = first.rule.startsWith('built-in') || first.rule.startsWith('template')
  if (!menu) findings.push(...checkExecutable(profile, arch, {name: bootfile, bytes: first.bytes}))
  const loaded = kernel === undefined || kernel === bootfile ? first : await fetchFile(kernel)
  if (typeof loaded === 'string' && !profile.image?.oneFile) findings.push(bad('kernel', `${kernel}: ${loaded} (${place}).`))
  if (typeof loaded !== 'string' && kernel !== undefined) findings.push(...checkKernel(profile, kernel, loaded.bytes))
  findings.push(...(await checkLoaders(machine, fetchFile)))
  const release = typeof loaded === 'string' ? kernelRelease(first.bytes) : kernelRelease(loaded.bytes)
  if (initrd !== undefined && isOneFile(profile) && !profile.image?.oneFile)
    findings.push(bad('initrd', `this firmware fetches one file and would not fetch ${initrd}; set image.oneFile of the profile.`))
  else if (initrd !== undefined && !isOneFile(profile)) {
    const ramdisk = await fetchFile(initrd)
    if (typeof ramdisk === 'string') findings.push(bad('initrd', `${initrd}: ${ramdisk} (${place}).`))
    else findings.push(...(await checkInitrd(ramdisk.bytes, `${content.folder(machine) ?? ''}/${initrd}`, release)))
  }
  return [...findings, ...checkConsole(machine), ...(await nfsRoot(machine, arch, release))]
}

/** Checks the loaders of each kind of firmware that the machine may have; one kind without its loader does not stop the others. */
async function checkLoaders(machine: BootMachine, fetchFile: (name: string) => Promise<unknown>): Promise<PreflightFinding[]> {
  const requests = firstRequests(machine)
  const missing: string[] = []
  for (const {file, client} of requests) if (typeof (await fetchFile(file)) === 'string') missing.push(`${file} (${client})`)
  if (requests.length === 0 || machine.profile.kernel === undefined) return []
  if (missing.length === 0) return [ok('loaders', requests.map(({client}) => client).join(', '))]
  const message = `missing: ${missing.join(', ')}; run ops boot loaders.`
  return [missing.length === requests.length ? bad('loaders', message) : {subject: 'loaders', state: 'unknown', message}]
}

/** Checks that the kernel's console is one that the board has. */
function checkConsole({profile}: BootMachine): PreflightFinding[] {
  const device = profile.console ?? profile.image?.console ?? /console=(\w+)/.exec(profile.cmdline)?.[1]
  if (device === undefined)
    return [{subject: 'console', state: 'unknown', message: 'the console of the kernel is not set; set console of the profile.'}]
  const hvc = profile.firmware === 'slof'
  if (hvc && !/^(hvc|tty0|ttyS)/.test(device)) return [bad('console', `${device} is not a console of this board (hvc0 on pSeries).`)]
  return [ok('console', `${device}.`)]
}

async function nfsRoot({profile, boot, host}: BootMachine, arch: string, release: string | undefined): Promise<PreflightFinding[]> {
  if (profile.nfs === undefined) return []
  const folder = (boot.nfsPath ?? profile.nfs.path).replaceAll('%h', host.name)
  if (existsSync(folder)) return checkRoot(folder, arch, release)
  return [
    {
      subject: 'root',
      state: 'unknown',
      message: `${folder} is not a folder of this machine; ops boot nfs-check ${host.name} checks it over NFS.`,
    },
  ]
}
