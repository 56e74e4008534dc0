import {join} from 'node:path'
import type {LabState} from '../instance/state.ts'
import {cgroupPids} from '../machine/cgroup2.ts'
import {hostMark, labMark, markedPids, namespacedPids} from '../machine/processes.ts'

/** The lab's folder in the cgroup2 tree, which holds all of its processes. */
export function labCgroup(state: LabState): string {
  return join(state.cgroupMount ?? '/sys/fs/cgroup', state.identity.cgroup)
}

/** A host's folder, which is the root of the tree that the host itself sees. */
export function hostCgroup(state: LabState, name: string): string {
  return join(labCgroup(state), name)
}

/** Every process of a host as this machine numbers them; of a plain host only those that the lab started itself. */
export async function hostPids(state: LabState, name: string): Promise<number[]> {
  return state.mode === 'full' ? cgroupPids(hostCgroup(state, name)) : markedPids(state.dir, name)
}

/** A quick program that ends with 0 while the host has processes; undefined in a lab without hosts. */
export function runningArgv(state: LabState, name: string): string[] | undefined {
  if (state.mode === 'full') return ['grep', '-q', 'populated 1', join(hostCgroup(state, name), 'cgroup.events')]
  const script = 'grep -qsxzF "$1" $(grep -lsxzF "$2" /proc/[0-9]*/environ)'
  return state.mode === 'plugs' ? undefined : ['sh', '-c', script, 'running', `${hostMark}=${name}`, `${labMark}=${state.dir}`]
}

/** Process id on this machine of a host's PID 1; undefined while it is off. */
export async function hostInit(state: LabState, name: string): Promise<number | undefined> {
  for (const pid of await hostPids(state, name)) {
    const [outer, inner, ...deeper] = await namespacedPids(pid)
    if (outer !== undefined && inner === 1 && deeper.length === 0) return outer
  }
  return undefined
}
