import {existsSync} from 'node:fs'
import {readdir, readFile} from 'node:fs/promises'
import {makeFolder} from '@ops/core/files'
import {takeLock} from '@ops/core/process'
import type {Progress} from '@ops/core/progress'
import type {LabServices} from './lab-services.ts'
import {removeLab} from './down.ts'
import {labErrors} from '../errors/lab-errors.ts'
import {softwareErrors} from '../errors/software-errors.ts'
import {buildHostRoot, criuVersion, findHostRoot, type HostSoftware} from '../host/base-root.ts'
import {labCgroup} from '../host/running.ts'
import {identityOf} from '../instance/identity.ts'
import {isUnfinishedState, type LabState, readState} from '../instance/state.ts'
import {partNames} from './parts.ts'
import {missingForHosts} from '../machine/needs.ts'
import {tool} from '../machine/run-tool.ts'
import {buildLab, completeLab} from './build-lab.ts'

export interface LabUp {
  dir: string
  /** Plain hosts, even where full ones can be made. */
  plain: boolean
  /** Parts to add, by name. */
  parts: readonly string[]
  /** For Debian hosts only. A lab that is up must have been made with it. */
  software?: HostSoftware
}

/** Makes the lab unless it is up; after a failure what was made is removed. */
export async function labUp(services: LabServices, {dir, plain, parts, software = {}}: LabUp, signal: AbortSignal): Promise<LabState> {
  const names = partNames(services.registry, parts)
  const mode = await chooseMode(services.progress, plain)
  if (mode !== 'full' && isAsked(software)) throw softwareErrors.LAB_SOFTWARE_PLAIN({})
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  const root = mode === 'full' ? await chooseRoot(services.progress, {dir, software, boot}, signal) : {}
  const identity = identityOf(dir)
  await using lock = await takeLock(identity.cgroup, 30_000)
  if (lock === undefined) throw labErrors.LAB_BUSY({}, dir)
  const before = await readState(dir)
  if (before !== undefined && isWhole(before, boot)) {
    if (isAsked(software) && before.base !== root.base) throw softwareErrors.LAB_OTHER_SOFTWARE({}, dir)
    return completeLab(services, before, names, signal)
  }
  if (before === undefined) await refuseForeignFolder(dir)
  else await removeLab(services, before)
  await makeFolder(dir, {mode: 0o700})
  const state: LabState = {
    format: 1,
    dir,
    boot,
    identity,
    mode,
    subnet: 0,
    ...root,
    hosts: [],
    parts: [],
    ready: false,
  }
  try {
    return await buildLab(services, state, names, signal)
  } catch (error) {
    services.progress.say('The lab could not be made; removing what was made so far.')
    const made = await readState(dir).catch(() => undefined)
    await removeLab(services, made ?? state).catch((left: Error) => services.progress.say(left.message))
    throw error
  }
}

function isAsked({criu, include = []}: HostSoftware): boolean {
  return criu !== undefined || include.length > 0
}

/** The root of the hosts: that of the lab that is up when no software is asked for, else one that has it, built if needed. */
async function chooseRoot(
  progress: Progress,
  {dir, software, boot}: {dir: string; software: HostSoftware; boot: string},
  signal: AbortSignal,
): Promise<Pick<LabState, 'base' | 'software'>> {
  const before = await readState(dir)
  if (before?.base !== undefined && isWhole(before, boot)) {
    if (isAsked(software) && before.base !== (await findHostRoot(software))) throw softwareErrors.LAB_OTHER_SOFTWARE({}, dir)
    return {base: before.base}
  }
  const base = await buildHostRoot(software, {progress, signal})
  return {base, ...(isAsked(software) ? {software: {criu: await criuVersion(base), include: [...(software.include ?? [])]}} : {})}
}

/** False for one that an interrupted `up`, or a reboot of this machine, left behind. */
function isWhole(state: LabState, boot: string): boolean {
  return state.ready && state.boot === boot && (state.mode !== 'full' || existsSync(labCgroup(state)))
}

async function refuseForeignFolder(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (!names.every(isUnfinishedState)) throw labErrors.LAB_FOLDER_TAKEN({}, dir)
}

/** The best kind of lab that this machine can have; reports what a better one needs. */
async function chooseMode(progress: Progress, plain: boolean): Promise<LabState['mode']> {
  const missing = plain ? [] : await missingForHosts()
  if (!plain && missing.length === 0) return 'full'
  if (!plain) {
    progress.say(
      `The lab gets plain hosts, without ssh and without process workloads (criu): Debian hosts need ${missing.map(({what}) => what).join(', ')}.`,
    )
    progress.say('Next, as root: ops lab setup')
  }
  if (await canUnshare()) return 'plain'
  progress.say('The lab gets no hosts: this user may not make namespaces. The relays of its plugs switch nothing.')
  return 'plugs'
}

/** Whether this user may make the namespaces of a plain host. */
async function canUnshare(): Promise<boolean> {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const kinds = ['--mount', '--uts', '--ipc', '--pid', '--net', '--cgroup', '--time']
  const {code} = await tool(['unshare', ...user, ...kinds, '--fork', 'sh', '-c', 'mount -t proc proc /proc']).catch(() => ({code: null}))
  return code === 0
}
