import type {LabPiece} from '@ops/core/seams'
import {readIfExists, replaceFile} from '@ops/core/files'
import {labErrors} from '../errors/lab-errors.ts'
import type {LabIdentity} from './identity.ts'
import {labPaths} from './paths.ts'

export interface LabHost {
  name: string
  /** Counts from 1; addresses, MACs and process ids follow from it. */
  n: number
  address: string
  plug: {address: string; port: number; deviceId: string; mac: string}
}

/**
 * What a lab has made or is about to make on this machine. It is written before each thing is made, so that `down` finds
 * everything after any crash; what was written and never made is skipped.
 */
export interface LabState {
  format: 1
  dir: string
  /** /proc/sys/kernel/random/boot_id: of a lab from before a reboot only files are left. */
  boot: string
  identity: LabIdentity
  /**
   * `full`: Debian hosts with ssh, criu and a network (root). `plain`: hosts are namespaces over this machine's own files,
   * entered without ssh; services only. `plugs`: no hosts at all.
   */
  mode: 'full' | 'plain' | 'plugs'
  subnet: number
  /** Cached root file system below the hosts' disks. */
  base?: string
  /** What the hosts have that those of other labs have not: the version of their criu, and further packages. */
  software?: {criu: string; include: string[]}
  /** Folder of the cgroup2 tree that holds the lab's cgroup. */
  cgroupMount?: string
  hosts: LabHost[]
  parts: {name: string; piece?: LabPiece}[]
  /** True once `up` has finished. */
  ready: boolean
}

export async function readState(dir: string): Promise<LabState | undefined> {
  const text = await readIfExists(labPaths(dir).state)
  return text === undefined ? undefined : (JSON.parse(text) as LabState)
}

export async function needState(dir: string): Promise<LabState> {
  const state = await readState(dir)
  if (state === undefined) throw labErrors.LAB_NOT_THERE({}, dir)
  return state
}

/** Returns the state that is now in the file. */
export async function writeState(state: LabState): Promise<LabState> {
  await replaceFile(labPaths(state.dir).state, `${JSON.stringify(state, undefined, 2)}\n`, {mode: 0o600})
  return state
}

/** True for what an `up` leaves that was killed while it wrote its first state, before it had made anything else. */
export function isUnfinishedState(name: string): boolean {
  return /^lab\.json\..+$/.test(name)
}

export function labHost(state: LabState, name: string): LabHost {
  const host = state.hosts.find((candidate) => candidate.name === name)
  if (host === undefined) throw labErrors.LAB_UNKNOWN_HOST({host: name}, name, state.hosts.map((each) => each.name).join(', '))
  return host
}
