import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {hostCgroup, labCgroup} from '../host/running.ts'
import type {LabState} from '../instance/state.ts'
import {cgroupPids} from '../machine/cgroup2.ts'
import {namespacedPids} from '../machine/processes.ts'

/** One process of the counter, or of another workload, on any host. */
export interface CounterCopy {
  host: string
  /** Its id on this machine, and the one that the host sees. */
  pid: number
  innerPid: number
  /** False while its cgroup is frozen, it is stopped, or criu holds it: it exists, but does nothing. */
  running: boolean
}

/** Every copy of a Perl program in the lab, found from outside: by command line in the hosts' cgroups. */
export async function counterCopies(state: LabState, program = '/usr/local/bin/counter'): Promise<CounterCopy[]> {
  const found = await Promise.all(
    state.hosts.map(async ({name}) => {
      const pids = await cgroupPids(hostCgroup(state, name))
      const copies = await Promise.all(pids.map((pid) => copyAt(state, name, pid, program)))
      return copies.flatMap((copy) => copy ?? [])
    }),
  )
  return found.flat()
}

async function copyAt(state: LabState, host: string, pid: number, wanted: string): Promise<CounterCopy | undefined> {
  const [cmdline, stat, cgroup, pids] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''),
    namespacedPids(pid),
  ])
  const [program, script] = cmdline.split('\0')
  if (program !== '/usr/bin/perl' || script !== wanted) return undefined
  // proc_pid_stat(5): T stopped, t held by a tracer, Z ended and not yet reaped.
  const letter = stat.slice(stat.lastIndexOf(')') + 2)[0] ?? 'Z'
  if (letter === 'Z' || letter === 'X') return undefined
  const folder = /^0::(.*)$/m.exec(cgroup)?.[1] ?? ''
  return {host, pid, innerPid: pids.at(-1) ?? pid, running: !'Tt'.includes(letter) && !(await isFrozen(state, folder))}
}

/** /proc names a cgroup from the root of the reader's own cgroup namespace; the lab's folder is part of the path. */
async function isFrozen(state: LabState, folder: string): Promise<boolean> {
  const below = folder.slice(folder.indexOf(`/${state.identity.cgroup}`) + state.identity.cgroup.length + 1)
  const events = await readFile(join(labCgroup(state), below, 'cgroup.events'), 'utf8').catch(() => '')
  return /^frozen 1$/m.test(events)
}
