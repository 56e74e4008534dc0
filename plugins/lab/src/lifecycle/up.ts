import {existsSync} from 'node:fs'
import {mkdir, readdir, readFile} from 'node:fs/promises'
import {buildRootfs, rootfsCacheDir} from '@ops/core/rootfs'
import type {LabServices} from './lab-services.ts'
import {removeLab} from './down.ts'
import {labErrors} from '../errors/lab-errors.ts'
import {hostRoot} from '../host/base-root.ts'
import {labCgroup} from '../host/running.ts'
import {identityOf} from '../instance/identity.ts'
import {takeLock} from '../instance/lock.ts'
import {isUnfinishedState, type LabState, readState} from '../instance/state.ts'
import {chooseMode} from './choose-mode.ts'
import {partNames} from './parts.ts'
import {buildLab, completeLab} from './build-lab.ts'

export interface LabUp {
  dir: string
  /** Plain hosts, even where full ones can be made. */
  plain: boolean
  /** Parts to add, by name. */
  parts: readonly string[]
}

/** Puts the lab up unless it is; what ends it early takes away again what it made. */
export async function labUp(services: LabServices, {dir, plain, parts}: LabUp, signal: AbortSignal): Promise<LabState> {
  const names = partNames(services.registry, parts)
  const mode = await chooseMode(services.progress, plain)
  const cache = {cacheDir: rootfsCacheDir(process.env), progress: services.progress, signal}
  const base = mode === 'full' ? await buildRootfs(hostRoot, cache) : undefined
  const identity = identityOf(dir)
  await using lock = await takeLock(identity.cgroup, 30_000)
  if (lock === undefined) throw labErrors.LAB_BUSY({}, dir)
  const before = await readState(dir)
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  if (before !== undefined && isWhole(before, boot)) return completeLab(services, before, names, signal)
  if (before === undefined) await refuseForeign(dir)
  else await removeLab(services, before)
  await mkdir(dir, {recursive: true, mode: 0o700})
  const state: LabState = {
    format: 1,
    dir,
    boot,
    identity,
    mode,
    subnet: 0,
    ...(base === undefined ? {} : {base}),
    hosts: [],
    parts: [],
    ready: false,
  }
  try {
    return await buildLab(services, state, names, signal)
  } catch (error) {
    services.progress.say('Not up: taking away what was made so far.')
    const made = await readState(dir).catch(() => undefined)
    await removeLab(services, made ?? state).catch((left: Error) => services.progress.say(left.message))
    throw error
  }
}

/** False for one that an interrupted `up`, or a reboot of this machine, left behind. */
function isWhole(state: LabState, boot: string): boolean {
  return state.ready && state.boot === boot && (state.mode !== 'full' || existsSync(labCgroup(state)))
}

async function refuseForeign(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (!names.every(isUnfinishedState)) throw labErrors.LAB_FOLDER_TAKEN({}, dir)
}
