import {existsSync} from 'node:fs'
import {readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {takeLock} from '@ops/core/process'
import type {LabServices} from './lab-services.ts'
import {labErrors} from '../errors/lab-errors.ts'
import {labCgroup} from '../host/running.ts'
import {identityOf} from '../instance/identity.ts'
import {labPaths} from '../instance/paths.ts'
import {isUnfinishedState, type LabState, readState} from '../instance/state.ts'
import {labLinks} from '../network/links.ts'
import {cgroupPids, killCgroup, removeCgroup} from '../machine/cgroup2.ts'
import {mountsBelow} from '../machine/mounts.ts'
import {endMarked, markedPids, noHost} from '../machine/processes.ts'
import {removePart} from './parts.ts'
import {tool} from '../machine/run-tool.ts'

/** Removes a lab: false when there is none. Throws LAB_LEFTOVERS with what could not be removed. */
export async function labDown(services: LabServices, dir: string): Promise<boolean> {
  await using lock = await takeLock(identityOf(dir).cgroup, 30_000)
  if (lock === undefined) throw labErrors.LAB_BUSY({}, dir)
  const state = await readState(dir)
  if (state === undefined) return removeUnwritten(dir)
  await removeLab(services, state)
  return true
}

/** An `up` that was cut off before it wrote its state made a folder, and nothing else. */
async function removeUnwritten(dir: string): Promise<false> {
  const names = await readdir(dir).catch(() => undefined)
  if (names?.every(isUnfinishedState) === true) await rm(dir, {recursive: true})
  return false
}

/** Removes everything that the state names, whether it was made or not, and verifies that nothing is left. */
export async function removeLab(services: LabServices, state: LabState): Promise<void> {
  for (const part of [...state.parts].reverse()) await removePart(services, state, part)
  // The plugs first, so that none of them starts a host again.
  await endMarked(() => markedPids(state.dir, noHost))
  if (state.mode === 'full') await removeHosts(state)
  await endMarked(() => markedPids(state.dir), 0)
  for (const mount of await mountsBelow(state.dir)) await tool(['umount', '--lazy', mount])
  await removeFolder(state.dir)
  const left = await leftovers(state)
  if (left.length > 0) throw labErrors.LAB_LEFTOVERS({}, state.dir, left.join(', '))
}

async function removeHosts(state: LabState): Promise<void> {
  if (await killCgroup(labCgroup(state))) await removeCgroup(labCgroup(state))
  for (const link of await labLinks(state)) await tool(['ip', 'link', 'delete', link])
}

/** The state is removed last, so that an interrupted removal can be continued. */
async function removeFolder(dir: string): Promise<void> {
  const {state} = labPaths(dir)
  for (const name of await readdir(dir)) {
    if (join(dir, name) !== state) await rm(join(dir, name), {recursive: true, force: true})
  }
  await rm(dir, {recursive: true, force: true})
}

/** What is left of a lab on this machine, for people. */
export async function leftovers(state: LabState): Promise<string[]> {
  const pids = [...(await markedPids(state.dir)), ...(state.mode === 'full' ? await cgroupPids(labCgroup(state)) : [])]
  const links = state.mode === 'full' ? await labLinks(state) : []
  const cgroup = labCgroup(state)
  return [
    ...pids.map((pid) => `process ${pid}`),
    ...links.map((link) => `network link ${link}`),
    ...(state.mode === 'full' && existsSync(cgroup) ? [`cgroup ${cgroup}`] : []),
    ...(await mountsBelow(state.dir)).map((mount) => `mount ${mount}`),
    ...(existsSync(state.dir) ? [`folder ${state.dir}`] : []),
  ]
}
